"""Everything the assistant needs from the outside world, on one page.

The real implementations live in `integrations/`, the in-memory ones in `assistant/memory.py`;
`tests/contract/` holds both to the same behaviour.

    PortError
    ├── VersionConflictError      the conversation moved on: read again, decide again
    ├── UnknownConversationError  there is no such conversation
    ├── ChannelUnavailableError   try again later
    └── MessageRejectedError      never try again
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.conversation.events import (
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    StoredEvent,
)
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import OutboundMessage


class PortError(Exception):
    """Base of every error that may cross a port."""


class VersionConflictError(PortError):
    """A fencing event was written after the version was read."""


class UnknownConversationError(PortError):
    """The log has no conversation of this id."""


class ChannelUnavailableError(PortError):
    """The channel took nothing; the same send may work later."""

    def __init__(self, channel: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(f"{channel} is unavailable")
        self.retry_after_s = retry_after_s


class MessageRejectedError(PortError):
    """The channel will never take this message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The answer to an accepted message; the same for a repeat."""

    message_id: str
    sequence: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A conversation's events, oldest first, and the version they add up to."""

    events: tuple[StoredEvent, ...]
    version: int


class EventLog(Protocol):
    """Every conversation's events, in order: the only record there is."""

    async def start(self, event: ConversationStarted) -> StoredEvent:
        """Open a conversation; its event gets sequence 1."""
        ...

    async def accept(
        self, event: CustomerWrote, *, account_id: AccountId, provider_message_id: str
    ) -> Accepted:
        """Store a message once per (account, provider message id), durably, without a lock.

        A repeat stores nothing and returns what the first returned, with `is_new` false.

        Raises:
            UnknownConversationError: the conversation was never started.
        """
        ...

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        """Store all of `events` or none, in one transaction.

        The version grows by one if any of them is of `FENCING`.

        Raises:
            UnknownConversationError: the conversation was never started.
            VersionConflictError: `expected_version` is given and no longer the version.
        """
        ...

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        """Return the events whose sequence is greater than `after`, and the version.

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
        """Return conversations with a message that waits since before `before`, oldest first."""
        ...

    async def undelivered(self, before: datetime, *, limit: int) -> Sequence[StoredEvent]:
        """Return replies written before `before` that no `ReplyDelivered` names, oldest first."""
        ...


class Channel(Protocol):
    """Delivers one reply, at least once.

    Raises `ChannelUnavailableError` or `MessageRejectedError`.
    """

    async def send(self, message: OutboundMessage) -> None: ...


class Fanout(Protocol):
    """Tells open pages of a conversation, in any process, that something happened.

    Carries, does not remember: a lost notice is made good by reading the log.
    """

    async def publish(self, conversation_id: ConversationId, notice: bytes) -> None: ...

    def subscribe(
        self, conversation_id: ConversationId
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield notices published after entering."""
        ...


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime: ...
