"""Answer a conversation: from its unanswered messages to events in the log, once.

    read -> wait for the end of a burst -> take the turn -> look again -> append, fenced

A yes to an operation is appended by itself, and the operation is done in a turn of its own: after
a crash in between, the next worker that reads the conversation finds the yes and does it.

Two things keep one message from two replies. The lease makes it unlikely that two workers are
at one conversation; the version, checked by the log in the transaction that writes, makes a
second reply impossible.

A draft is not written over words that it did not read: when the customer writes while a turn is
taken, another worker finds the lease held and leaves word, and the draft is abandoned and taken
again with those words. That happens `max_drafts - 1` times at most, so that a customer who keeps
typing is answered too; messages that are still open then are answered by the next turn. Words that
were shown while they were written are no draft any more: they are sent, and messages that came
meanwhile are answered next.
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
from assistant.conversation.model_events import ModelUsed
from assistant.kit.failpoints import hit
from assistant.kit.metrics import TURNS, WAITS
from assistant.messages.snapshots import Snapshot, Snapshots
from assistant.messages.steps.turn_step import TurnStep, take_steps
from assistant.ports import (
    BrokerUnavailableError,
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
    burst_quiet_s: float = 0.03  # a widget that sends what it kept does so within milliseconds
    burst_max_s: float = 0.2  # shorter than a customer notices, so a burst is no trap


class TurnLease:
    """Hold the turn of one conversation, as long as this worker has the lease."""

    def __init__(self, leases: Leases, lease: Lease, *, for_s: float) -> None:
        self._leases = leases
        self._lease = lease
        self._for_s = for_s
        self._wanted = False

    async def renew(self) -> None:
        """Keep the lease, and remember if there is reason to look again."""
        self._note(await self._leases.renew(self._lease, for_s=self._for_s))

    async def is_wanted(self) -> bool:
        """Return whether there was reason to look again since this was last asked."""
        with suppress(BrokerUnavailableError):
            await self.renew()
        wanted, self._wanted = self._wanted, False
        return wanted

    def look_again(self) -> None:
        """Ask for another look once the turn is given back."""
        self._wanted = True

    async def release(self) -> bool:
        """Give the turn back; return whether somebody has to look again."""
        with suppress(BrokerUnavailableError):
            self._note(await self._leases.release(self._lease))
        return self._wanted

    def _note(self, state: LeaseState) -> None:
        self._wanted = self._wanted or state is not LeaseState.HELD


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
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._events = events
        self._snapshots = snapshots
        self._steps = steps
        self._apology = apology
        self._limits = limits
        self._sleep = sleep

    async def answer(self, conversation_id: ConversationId, holding: TurnLease) -> Snapshot:
        """Answer the unanswered messages, and return the conversation after that.

        Raises:
            TurnFailedError: the turn raised or took too long; nothing was written.
            UnreadConversationError: the conversation holds an event that cannot be read.
            SupersededError: nothing was written; look again.
        """
        return await self._conclude(conversation_id, holding, self._draft)

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
    ) -> Snapshot:
        started = time.perf_counter()
        for drafts in range(1, self._limits.max_drafts + 1):
            snapshot = await self._read(conversation_id)
            hit("after_read")
            if not _waits(snapshot.conversation):
                return snapshot
            events = await draft(snapshot.conversation)
            hit("after_turn")
            if drafts < self._limits.max_drafts and await self._may_abandon(events, holding):
                continue
            hit("before_append")
            with suppress(VersionConflictError):
                after = await self._append(snapshot, events)
                hit("after_append")
                _report(snapshot, events, drafts=drafts, started=started)
                ordered = snapshot.conversation.dealings.ordered
                if ordered or any(isinstance(event, OperationConfirmed) for event in events):
                    return await self._conclude(conversation_id, holding, draft)
                if events and after.conversation.to_answer:
                    holding.look_again()
                return after
        raise SupersededError(conversation_id)

    async def _may_abandon(self, events: tuple[ConversationEvent, ...], holding: TurnLease) -> bool:
        """Return whether there is reason to take the turn again.

        Never where the customer has seen some of it: what comes then is answered after it.
        """
        wanted = await holding.is_wanted()
        if wanted and any(isinstance(event, ModelUsed) and event.shown for event in events):
            holding.look_again()
            return False
        return wanted

    async def _read(self, conversation_id: ConversationId) -> Snapshot:
        """Return the conversation; if more than one message waits, when no more are coming.

        One message is answered at once: waiting for a second would cost every customer what only
        a burst gains.
        """
        snapshot = await self._snapshots.read(conversation_id)
        waiting = len(snapshot.conversation.to_answer)
        left_s = self._limits.burst_max_s
        while waiting > 1 and left_s > 0:
            pause_s = min(self._limits.burst_quiet_s, left_s)
            await self._sleep(pause_s)
            left_s -= max(pause_s, 0.001)
            snapshot = await self._snapshots.read(conversation_id)
            if len(snapshot.conversation.to_answer) <= waiting:
                break
            waiting = len(snapshot.conversation.to_answer)
        return snapshot

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

    async def _append(self, snapshot: Snapshot, events: tuple[ConversationEvent, ...]) -> Snapshot:
        if not events:
            return snapshot
        conversation_id = snapshot.conversation.conversation_id
        stored = await self._events.append(
            conversation_id, events, expected_version=snapshot.version
        )
        return await self._snapshots.extend(snapshot, stored)


def _waits(conversation: Conversation) -> bool:
    """Return whether the conversation waits for a turn: for a message, or for an agent's order."""
    return bool(conversation.unanswered) or conversation.dealings.ordered is not None


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
