"""List every interface and error between the assistant and the outside world, on one page.

The real implementations live in `integrations/`, the in-memory ones in
`integrations/stores/memory/event_log.py`; `tests/contract/` holds both to the same behaviour.

    PortError
    ├── VersionConflictError      the conversation moved on: read again, decide again
    ├── UnknownConversationError  there is no such conversation
    ├── ChannelUnavailableError   try again later
    ├── MessageRejectedError      never try again
    ├── BrokerUnavailableError    go on without: the log has everything
    └── LogUnavailableError       nothing can be done without it: say so, try again later
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    StoredEvent,
)
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import OutboundMessage
from assistant.conversation.ownership import ConversationStatus


class PortError(Exception):
    """Group all errors that may cross a port."""


class VersionConflictError(PortError):
    """Say that a fencing event was written after the version was read."""


class UnknownConversationError(PortError):
    """Say that the log has no conversation of this id."""


class ChannelUnavailableError(PortError):
    """Say that the channel did not take the message; the same send may work later."""

    def __init__(self, channel: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(f"{channel} is unavailable")
        self.retry_after_s = retry_after_s


class MessageRejectedError(PortError):
    """Say that the channel will never take this message; `reason` is a word for counting."""

    def __init__(self, message: str = "rejected", *, reason: str = "rejected") -> None:
        super().__init__(message)
        self.reason = reason


class BrokerUnavailableError(PortError):
    """Say that the broker of work and notices is away; nothing that was accepted is lost."""


class LogUnavailableError(PortError):
    """Say that the event log cannot be used now; a failed write may be stored or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Hold the answer to an accepted message; the same for a repeat."""

    message_id: str
    sequence: int
    is_new: bool
    differs: bool = False  # from the first of this id: the words of this one are not stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Hold the events of a conversation, oldest first, and the version they add up to."""

    events: tuple[StoredEvent, ...]
    version: int
    status: ConversationStatus | None = None  # as the log keeps it beside the events; None: unasked

    @property
    def past(self) -> tuple[ConversationEvent, ...]:
        """Return the events without their places in the log."""
        return tuple(stored.event for stored in self.events)

    def fold(self) -> Conversation:
        """Return the conversation that the events add up to, of which there is at least one."""
        folded = Conversation.fold(self.events[0].event.conversation_id, self.past)
        return folded.with_kept(self.status)


class EventLog(Protocol):
    """Keep the events of every conversation, in order: the only record there is.

    Every method may raise `LogUnavailableError`.
    """

    async def start(self, event: ConversationStarted) -> StoredEvent:
        """Open a conversation; its event gets sequence 1. A repeat returns the first's event."""
        ...

    async def accept(
        self, event: CustomerWrote, *, account_id: AccountId, provider_message_id: str
    ) -> Accepted:
        """Store a message once per (account, provider message id), durably, without a lock.

        A repeat stores nothing and returns what the first returned, with `is_new` false, and says
        whether its words are others.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        ...

    async def has_accepted(self, account_id: AccountId, provider_message_id: str) -> bool:
        """Return whether a message of this id was stored: a repeat of it adds no work."""
        ...

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
        expected_last: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        """Store all of `events` or none, in one transaction.

        The version grows by one if any of them is of `FENCING`.

        Raises:
            UnknownConversationError: the conversation was never started.
            VersionConflictError: `expected_version` is given and no longer the version, or
                `expected_last` is and no longer the last sequence, whatever was stored since.
        """
        ...

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        """Return the events whose sequence is greater than `after`, and the version.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        ...

    async def last_sequences(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Mapping[ConversationId, int]:
        """Return the last sequence of each conversation; one that was never started is left out."""
        ...

    async def erase(self, event: ConversationErased) -> None:
        """Redact every event of a conversation, and store `event` as its last, in one transaction.

        Nothing of it waits any more and no token opens it; a later write raises
        `UnknownConversationError`. A repeat changes nothing.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        ...

    async def tail(self, after: int, *, limit: int) -> Sequence[StoredEvent]:
        """Return up to `limit` events of all conversations with position > `after`, in order.

        No event ever appears later at a position a reader has passed.
        """
        ...

    async def unanswered(self, before: datetime, *, limit: int) -> Sequence[ConversationId]:
        """Return conversations with a message that waits since before `before`, oldest first.

        Only messages that wait for the assistant count: a person's conversations are left out, and
        what was left to a person who was asked. An operation that an agent ordered waits as well,
        even in a person's conversation.
        """
        ...

    async def undelivered(self, before: datetime, *, limit: int) -> Sequence[StoredEvent]:
        """Return replies written before `before` that still have to go out, oldest first.

        `ReplyDelivered` and `ReplyRejected` end the wait.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Hold the answer of a channel that took a reply."""

    provider_message_id: str = ""  # its own id of the message; "": it gives none


class Channel(Protocol):
    """Deliver one reply, at least once.

    Raises `ChannelUnavailableError` or `MessageRejectedError`.
    """

    async def send(self, message: OutboundMessage) -> "Sent | None":
        """Hand over the message; None: the channel says nothing of it."""
        ...


class Fanout(Protocol):
    """Tell open pages of a conversation, in any process, that something happened.

    Notices are carried, not kept: a lost notice is made good by reading the log.
    """

    async def publish(self, conversation_id: ConversationId, notice: bytes) -> None: ...

    def subscribe(
        self, conversation_id: ConversationId
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield notices published after entering; an empty one says that some may be missing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Hold a conversation that may need a turn or a delivery, in one worker's hands."""

    work_id: str
    conversation_id: ConversationId
    deliveries: int  # to workers, this one included; more than 1: a worker before did not finish
    trace: str = ""  # that whoever put it was in; "": nothing is traced


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Hold how much work waits for a worker, at one moment."""

    waiting: int  # entries that nobody was given yet
    in_hand: int  # entries that were given out and not acknowledged
    added: int  # ever: what was given out between two looks follows from both
    age_s: float  # of the oldest that waits; 0.0: none does


class WorkQueue(Protocol):
    """Hand each piece of work to one worker, and to another if that worker dies.

    Work is carried, not kept: the sweep puts lost work back. Putting a conversation in twice is
    harmless. Every method may raise `BrokerUnavailableError`.
    """

    async def put(self, conversation_id: ConversationId) -> None: ...

    async def take(self, *, wait_s: float) -> Work | None:
        """Return work that nobody was given yet; wait up to `wait_s` for some."""
        ...

    async def reclaim(self, *, idle_s: float) -> Work | None:
        """Return work that was given out and neither kept nor acknowledged for `idle_s`."""
        ...

    async def keep(self, work: Work) -> None:
        """Say that `work` is still in hand; does nothing if another worker has it."""
        ...

    async def ack(self, work: Work) -> None:
        """Forget `work`; a repeat does nothing."""
        ...

    async def backlog(self) -> Backlog:
        """Return how much work waits, as of now."""
        ...

    async def outstanding(self) -> frozenset[ConversationId]:
        """Return the conversations that wait in the queue or are in some worker's hands."""
        ...


class LeaseState(StrEnum):
    """Name the states of a lease that its holder can learn of."""

    HELD = "held"
    WANTED = "wanted"  # and somebody asked for it since its holder last looked
    LOST = "lost"  # it ran out, and somebody else may have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Hold the right to be the only worker at something, for a while."""

    name: str
    token: str


class Leases(Protocol):
    """Let one process at a time do a thing; the lease of a dead process runs out.

    A lease saves work; it proves nothing, because a holder may stall past its end. Writes that must
    not happen twice are fenced in the log. Every method may raise `BrokerUnavailableError`.
    """

    async def acquire(self, name: str, *, for_s: float) -> Lease | None:
        """Take the lease; None: another has it, and will learn that it is wanted."""
        ...

    async def renew(self, lease: Lease, *, for_s: float) -> LeaseState:
        """Let the lease run `for_s` from now, unless it is lost."""
        ...

    async def release(self, lease: Lease) -> LeaseState:
        """Give the lease back; return the state it was in."""
        ...


class Presence(Protocol):
    """Tell which workers live. Every method may raise `BrokerUnavailableError`."""

    async def beat(self, worker: str, *, for_s: float) -> None:
        """Count `worker` among the living for `for_s` from now."""
        ...

    async def leave(self, worker: str) -> None: ...

    async def alive(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Hold the answer of a rate limit: allowed now, or how long to wait."""

    allowed: bool
    retry_after_s: float  # 0.0 if allowed


class RateLimits(Protocol):
    """Count events by their key, over all processes."""

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        """Count one event of `key` if there were fewer than `limit` lately.

        `limit` may come at once; the allowance refills evenly over `per_s`. A refused event does
        not
        count.

        Raises:
            BrokerUnavailableError: nothing was counted; the caller decides.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalCount:
    """Hold how many conversations were opened today and yesterday, and from how many networks."""

    conversations: int
    networks: int  # about: counted without keeping any


class Arrivals(Protocol):
    """Count where customers come from, over all processes, without keeping an address."""

    async def note(self, network: str) -> None:
        """Count a conversation that was opened from `network`.

        Raises:
            BrokerUnavailableError: it was not counted.
        """
        ...

    async def count(self) -> ArrivalCount:
        """Return the count of today and yesterday.

        Raises:
            BrokerUnavailableError: it is not known now.
        """
        ...


class Clock(Protocol):
    """Tell the time, aware and in UTC."""

    def now(self) -> datetime: ...
