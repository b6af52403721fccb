"""Follow the log for conversations that want something done, in one process of many.

A round begins at about the log's end: what happens while no process runs is not done later.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import CaseProjection
from assistant.kit.duty import Duty, repeat_for
from assistant.kit.fault_log import report
from assistant.ports import Clock, EventLog, UnknownConversationError

LATE = timedelta(minutes=10)
"""After this a person has read it all, and looked at it."""

_BACK = 200  # events before the end of the log that a new holder of the duty looks at
_BATCH = 500
_EVERY_S = 0.5  # one indexed query when nothing happened
_TURN_S = 2.0  # then the duty is asked for again
_AT_ONCE = 4  # conversations

Wants = Callable[[ConversationEvent], bool]
"""Tells whether an event makes its conversation one to work on."""

Work = Callable[
    [Conversation, Sequence[ConversationEvent]], Awaitable[tuple[ConversationEvent, ...]]
]
"""Returns the events of the next piece of work, no longer than a request to a model; (): all is
done. It gets the conversation and its events."""


@dataclass(slots=True, kw_only=True)
class LogRound:
    """Work on conversations as their events come in, piece by piece.

    The duty's time has to be longer than a piece and `_TURN_S`.
    """

    wants: Wants
    work: Work
    events: EventLog
    projection: CaseProjection
    duty: Duty
    clock: Clock
    _position: int | None = field(default=None, init=False)  # all is done up to here

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self._follow, every_s=_TURN_S)

    async def _follow(self, stop: asyncio.Event) -> None:
        await repeat_for(_TURN_S, stop, self.once, idle_s=_EVERY_S)

    async def once(self) -> int:
        """Do a piece for a few conversations; return how many events were waiting, 0: none.

        The position moves once their work is done, so each piece is done on the log as it is.
        """
        if self._position is None:
            self._position = max(0, await self.projection.last_position() - _BACK)
        batch = await self.events.tail(self._position, limit=_BATCH)
        if not batch:
            return 0
        found, to = self._next(batch)
        if not any(await asyncio.gather(*map(self._do, found))):
            self._position = to
        return len(batch)

    def _next(self, batch: Sequence[StoredEvent]) -> tuple[list[ConversationId], int]:
        """Return the first conversations to work on, and the position up to which they reach."""
        earliest = self.clock.now() - LATE
        found, to = dict[ConversationId, None](), batch[0].position - 1
        for one in batch:
            if one.event.at >= earliest and self.wants(one.event):
                found.setdefault(one.event.conversation_id)
                if len(found) > _AT_ONCE:
                    found.popitem()
                    break
            to = one.position
        return list(found), to

    async def _do(self, one: ConversationId) -> bool:
        """Do the next piece for a conversation; return whether there was one."""
        try:
            past = [stored.event for stored in (await self.events.read(one)).events]
            made = await self.work(Conversation.fold(one, past), past)
            if made:
                await self.events.append(one, made)
            return bool(made)
        except UnknownConversationError:
            return False  # erased meanwhile
        except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
            report("round.failed", error, round=self.duty.name, conversation_id=one)
            return False
