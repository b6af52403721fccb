"""Answer a conversation: from its unanswered messages to events in the log, once.

    read -> listen on, or take the turn -> append, fenced

A yes to an operation is appended by itself, and the operation is done in a turn of its own: after
a crash in between, the next worker that reads the conversation finds the yes and does it.

Two things keep one message from two replies. The lease makes it unlikely that two workers are
at one conversation; the version, checked by the log in the transaction that writes, makes a
second reply impossible.

Who has not ended is listened to: the conversation is given back, and looked at again when the
customer may have (`assistant.messages.policy.patience`).

A draft is not written over words that it did not read: the log refuses it if anything was stored
since, and the turn is taken again with those words. That happens `max_drafts - 1` times at most, so
that a customer who keeps writing is answered too; messages that are still open then are answered by
the next turn. Words that were shown while they were written are no draft any more: they are sent,
and messages that came meanwhile are answered next. What a model did for agents, such as to describe
a picture, is nothing that a turn has to read: the same draft is written behind it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationEvent, OperationConfirmed, ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.model_events import ModelEvent, ModelUsed
from assistant.kit.failpoints import hit
from assistant.kit.telemetry.metrics import TURNS, WAITS
from assistant.kit.telemetry.trace_spans import span
from assistant.messages.policy.patience import ListeningTimes
from assistant.messages.ports import CustomerTyping
from assistant.messages.snapshots import Snapshot, Snapshots
from assistant.messages.steps.turn_step import TurnStep, take_steps
from assistant.ports import (
    BrokerUnavailableError,
    Clock,
    EventLog,
    Lease,
    Leases,
    LeaseState,
    VersionConflictError,
)

log = structlog.get_logger(__name__)


Apology = Callable[[Conversation], Awaitable[tuple[ConversationEvent, ...]]]
"""Writes the reply to messages that no turn could answer."""


class TurnFailedError(Exception):
    """Say that a turn raised, or took too long; the same turn may work later."""


class UnreadConversationError(Exception):
    """Say that the conversation holds an event of another version: a turn would act on a guess."""


class SupersededError(Exception):
    """Say that every draft came too late: the conversation moved on and has to be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringLimits:
    """Hold the limits of a turn: how long it may take, and how often it is taken again."""

    turn_timeout_s: float = 30.0  # a language model's slow answer fits; a customer waits no longer
    max_drafts: int = 3  # two abandoned ones: the third is late, but it is an answer


class TurnLease:
    """Hold the turn of one conversation, as long as this worker has the lease."""

    def __init__(self, leases: Leases, lease: Lease, *, for_s: float) -> None:
        self._leases = leases
        self._lease = lease
        self._for_s = for_s
        self._look_in_s: float | None = None  # None: nobody has to look again

    async def renew(self) -> None:
        """Keep the lease, and remember if there is reason to look again."""
        self._note(await self._leases.renew(self._lease, for_s=self._for_s))

    def look_again(self, *, in_s: float = 0.0) -> None:
        """Ask for another look once the turn is given back, the sooner of those asked for."""
        self._look_in_s = in_s if self._look_in_s is None else min(in_s, self._look_in_s)

    async def release(self) -> float | None:
        """Give the turn back; return in how many seconds to look again, if somebody has to."""
        with suppress(BrokerUnavailableError):
            self._note(await self._leases.release(self._lease))
        return self._look_in_s

    def _note(self, state: LeaseState) -> None:
        if state is not LeaseState.HELD:
            self.look_again()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Tell how long to listen on, by the words and by signs of typing."""

    times: ListeningTimes
    typing: CustomerTyping
    clock: Clock

    async def wait_s(self, conversation: Conversation) -> float:
        """Return how many seconds to listen on; 0.0: the customer is answered now."""
        typed_at = None
        with suppress(BrokerUnavailableError):  # then the words alone tell
            typed_at = await self.typing.last(conversation.conversation_id)
        return self.times.wait_s(conversation, now=self.clock.now(), typed_at=typed_at)


class Answerer:
    """Answer a conversation whose turn this worker holds."""

    def __init__(
        self,
        *,
        events: EventLog,
        snapshots: Snapshots,
        steps: tuple[TurnStep, ...],
        apology: Apology,
        limits: AnsweringLimits,
        listener: Listener | None = None,
    ) -> None:
        """Take collaborators; `listener` None: every message is answered at once."""
        self._events = events
        self._snapshots = snapshots
        self._steps = steps
        self._apology = apology
        self._limits = limits
        self._listener = listener

    async def answer(self, conversation_id: ConversationId, holding: TurnLease) -> Snapshot:
        """Answer the unanswered messages, and return the conversation after that.

        A customer who has not ended is not answered yet: `holding` asks for another look.

        Raises:
            TurnFailedError: the turn raised or took too long; nothing was written.
            UnreadConversationError: the conversation holds an event that cannot be read.
            SupersededError: nothing was written; look again.
        """
        return await self._conclude(conversation_id, holding, self._draft, self._listener)

    async def apologise(self, conversation_id: ConversationId, holding: TurnLease) -> Snapshot:
        """Apologise for messages that no turn could answer, so that no customer waits for ever.

        Raises:
            SupersededError: nothing was written; look again.
        """
        return await self._conclude(conversation_id, holding, self._apology)

    async def _conclude(
        self,
        conversation_id: ConversationId,
        holding: TurnLease,
        draft: Callable[[Conversation], Awaitable[tuple[ConversationEvent, ...]]],
        listener: Listener | None = None,
    ) -> Snapshot:
        started = time.perf_counter()
        for drafts in range(1, self._limits.max_drafts + 1):
            snapshot = await self._snapshots.read(conversation_id)
            hit("after_read")
            if not _waits(snapshot.conversation):
                return snapshot
            if listener and (wait_s := await listener.wait_s(snapshot.conversation)):
                holding.look_again(in_s=wait_s)
                return snapshot
            with span("turn.draft", conversation=conversation_id, drafts=drafts):
                events = await draft(snapshot.conversation)
            hit("after_turn")
            # The customer has seen some of it, or was put off often enough: it is sent.
            final = drafts == self._limits.max_drafts or _is_shown(events)
            hit("before_append")
            with suppress(VersionConflictError):
                with span("turn.append", events=len(events)):
                    after = await self._append(snapshot, events, is_final=final)
                hit("after_append")
                _report(snapshot, events, drafts=drafts, started=started)
                ordered = snapshot.conversation.dealings.ordered
                if ordered or any(isinstance(event, OperationConfirmed) for event in events):
                    return await self._conclude(conversation_id, holding, draft, listener)
                if events and after.conversation.to_answer:
                    holding.look_again()
                return after
        raise SupersededError(conversation_id)

    async def _draft(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        if conversation.is_unread:
            if conversation.status is not ConversationStatus.PENDING:
                return ()  # a person has it, and sees that an event is missing
            raise UnreadConversationError(conversation.conversation_id)
        try:
            async with asyncio.timeout(self._limits.turn_timeout_s):
                return await take_steps(self._steps, conversation)
        except Exception as error:
            raise TurnFailedError(type(error).__name__) from error

    async def _append(
        self, snapshot: Snapshot, events: tuple[ConversationEvent, ...], *, is_final: bool
    ) -> Snapshot:
        if not events:
            return snapshot
        conversation_id, last = snapshot.conversation.conversation_id, snapshot.sequence
        while True:
            try:
                stored = await self._events.append(
                    conversation_id,
                    events,
                    expected_version=snapshot.version,
                    expected_last=None if is_final else last,
                )
                return await self._snapshots.extend(snapshot, stored)
            except VersionConflictError:
                since = await self._events.read(conversation_id, after=last)
                aside = all(isinstance(one.event, ModelEvent) for one in since.events)
                if since.version != snapshot.version or not (since.events and aside):
                    raise
                last = since.events[-1].sequence


def _waits(conversation: Conversation) -> bool:
    """Return whether the conversation waits for a turn: for a message, or for an agent's order."""
    return bool(conversation.unanswered) or conversation.dealings.ordered is not None


def _is_shown(events: tuple[ConversationEvent, ...]) -> bool:
    """Return whether the customer has seen some of a reply while it was written."""
    return any(isinstance(event, ModelUsed) and event.shown for event in events)


def _report(
    snapshot: Snapshot, events: tuple[ConversationEvent, ...], *, drafts: int, started: float
) -> None:
    replies = [e for e in events if isinstance(e, ReplyWritten)]
    outcome = replies[-1].kind.value if replies else (events[-1].type if events else "silent")
    latency_s = time.perf_counter() - started
    TURNS.labels(outcome).observe(latency_s)
    waiting = snapshot.conversation.unanswered
    if replies and waiting:
        WAITS.observe(max((replies[-1].at - waiting[0].at).total_seconds(), 0.0))
    log.info(
        "turn.completed",
        conversation_id=snapshot.conversation.conversation_id,
        outcome=outcome,
        messages=len(waiting),
        drafts=drafts,
        latency_ms=round(latency_s * 1000, 1),
    )
