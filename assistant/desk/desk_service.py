"""Make an agent's moves on a conversation as it is now: read this file first.

    read -> decide (`moves`, pure) -> append, fenced by the version -> tell

After a move the lists are told, so that the agent sees it in the next list, and a worker is woken.

Every change of hands is announced to the customer in the transaction that makes it.

A move that came too late is decided again on the conversation as it has become, so no move is lost
and none is made on an old state. Every change of hands is one transaction.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    NoteWritten,
    OperationOrdered,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.fenced_append import append_decided
from assistant.desk.handoff.handoff_notices import may_notify, notice_of
from assistant.desk.handoff.wait_outlook import first_reply_wait
from assistant.desk.lists.list_projection import tell
from assistant.desk.moves.conversation_moves import Denied, Move
from assistant.desk.ports import Cases, ReplyWaits
from assistant.ports import (
    BrokerUnavailableError,
    Clock,
    EventLog,
    Fanout,
    LogUnavailableError,
    Record,
    VersionConflictError,
    WorkQueue,
)

log = structlog.get_logger(__name__)

MovePlan = Callable[[Sequence[StoredEvent]], Sequence[Move]]
"""Returns moves for a conversation with these events, oldest first; may be called several times."""


class ContendedError(Exception):
    """Say that the conversation kept changing; nothing was done, the same may work at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMove:
    """Hold the result of a move that was made."""

    conversation: Conversation  # after it
    stored: tuple[StoredEvent, ...]  # empty: it was so already
    record: Record | None = None  # of the conversation after it; None: it has to be read again


class _DeniedError(Exception):
    """Say that a move was denied, from inside the retry on the log."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied.why)
        self.denied = denied


class Desk:
    """Make every change of people to conversations, whichever route it comes by."""

    def __init__(
        self,
        *,
        events: EventLog,
        queue: WorkQueue,
        fanout: Fanout,
        clock: Clock,
        cases: Cases | None = None,
        default_language: Language = "fr",
        waits: ReplyWaits | None = None,
    ) -> None:
        """Work on a log; without `cases` the lists learn of a move within moments only.

        `waits`, if given, learns how long customers wait for a first reply.
        """
        self._events = events
        self._cases = cases
        self._queue = queue
        self._fanout = fanout
        self._clock = clock
        self._default_language = default_language
        self._waits = waits

    async def make(
        self, conversation_id: ConversationId, *moves: Move, client_id: str = ""
    ) -> MadeMove | Denied:
        """Make all of `moves`, one after the other in one transaction, or none of them.

        With a `client_id`, which a page makes once for its form, a repeat changes nothing.

        Raises:
            UnknownConversationError: there is no such conversation.
            ContendedError: see there.
        """
        return await self.carry_out(conversation_id, lambda _: moves, client_id=client_id)

    async def carry_out(
        self, conversation_id: ConversationId, plan: MovePlan, *, client_id: str = ""
    ) -> MadeMove | Denied:
        """Make the moves that `plan` returns, as `make` does."""

        def decide(
            conversation: Conversation, past: Sequence[StoredEvent]
        ) -> Sequence[ConversationEvent]:
            if client_id and any(_is_from(stored.event, client_id) for stored in past):
                return ()
            return self._decide(conversation, plan(past))

        try:
            done = await append_decided(self._events, conversation_id, decide)
        except _DeniedError as error:
            return error.denied
        except VersionConflictError:
            raise ContendedError(conversation_id) from None
        if done.stored:
            await self._tell(conversation_id)
            await self._record_wait(done.before, done.stored)
        return MadeMove(conversation=done.after, stored=done.stored, record=done.record)

    def _decide(
        self, conversation: Conversation, moves: Sequence[Move]
    ) -> tuple[ConversationEvent, ...]:
        """Return the events of all `moves`, with the notices that they call for.

        Raises:
            _DeniedError: one of them is denied.
        """
        now, made = self._clock.now(), list[ConversationEvent]()
        for move in moves:
            decided = move(conversation, now)
            if isinstance(decided, Denied):
                raise _DeniedError(decided)
            for event in decided:
                told = self._notice(conversation, event)
                for one in (event, *told):
                    conversation = conversation.after(one)
                    made.append(one)
        return tuple(made)

    def _notice(
        self, before: Conversation, event: ConversationEvent
    ) -> tuple[ConversationEvent, ...]:
        """Return the notice of a change of hands, where the channel still takes one."""
        language = before.language or self._default_language
        told = notice_of(before, event, language=language)
        return () if told is None or not may_notify(before, event.at) else (told,)

    async def _record_wait(self, before: Conversation, stored: tuple[StoredEvent, ...]) -> None:
        wait = first_reply_wait(before, [one.event for one in stored])
        if self._waits is None or wait is None:
            return
        with suppress(BrokerUnavailableError):  # an expectation rests on one wait less
            await self._waits.record(before.ownership.team, wait, at=self._clock.now())

    async def _tell(self, conversation_id: ConversationId) -> None:
        """Update the lists and wake a worker, which delivers replies and answers open messages."""
        if self._cases is not None:
            try:
                await self._cases.follow(conversation_id)
                await tell(self._fanout, (conversation_id,))
            except LogUnavailableError:
                log.warning("desk.not_followed", conversation_id=conversation_id)  # a step will be
        try:
            await self._queue.put(conversation_id)
            await self._fanout.publish(conversation_id, b"")  # open pages look at the log
        except BrokerUnavailableError:
            log.warning("desk.not_told", conversation_id=conversation_id)  # the sweep finds it


def _is_from(event: ConversationEvent, client_id: str) -> bool:
    made = ReplyWritten | NoteWritten | OperationOrdered
    return isinstance(event, made) and event.client_id == client_id
