"""Keep work that is stuck, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.conversation.ids import ConversationId
from assistant.messages.ports import DeadLetter, WaitingWork
from assistant.ports import EventLog

_ALL = 10**6


class MemoryStuckWork:
    """A `StuckWork` beside any event log."""

    def __init__(self, events: EventLog) -> None:
        self._events = events
        self._put_off: dict[ConversationId, tuple[WaitingWork, datetime]] = {}
        self._dead: dict[ConversationId, DeadLetter] = {}
        self._away: set[ConversationId] = set()

    async def due(
        self, now: datetime, *, waiting: timedelta, limit: int, skip: int = 0
    ) -> Sequence[WaitingWork]:
        found = [
            work
            for work in await self._waiting(now - waiting)
            if work.conversation_id not in self._dead
            and self._until(work.conversation_id, now) <= now
        ]
        return found[skip : skip + limit]

    async def put_off(self, work: WaitingWork, *, until: datetime) -> None:
        self._put_off[work.conversation_id] = replace(work, tries=work.tries + 1), until

    async def set_aside(self, work: WaitingWork, *, reason: str, at: datetime) -> None:
        self._put_off.pop(work.conversation_id, None)
        self._away.discard(work.conversation_id)
        self._dead[work.conversation_id] = DeadLetter(
            conversation_id=work.conversation_id,
            reason=reason,
            since=work.since,
            tries=work.tries,
            at=at,
            waits=False,
        )

    async def settle(self, now: datetime) -> int:
        waiting = {work.conversation_id for work in await self._waiting(now + timedelta(days=9))}
        over = [one for one in self._put_off if one not in waiting]
        for one in over:
            del self._put_off[one]
        return len(over)

    async def dead(self, *, limit: int) -> Sequence[DeadLetter]:
        waiting = {
            work.conversation_id for work in await self._waiting(datetime.max.replace(tzinfo=UTC))
        }
        shown = (one for one in self._dead.values() if one.conversation_id not in self._away)
        found = [replace(one, waits=one.conversation_id in waiting) for one in shown]
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]

    async def count_dead(self) -> int:
        return len(self._dead.keys() - self._away)

    async def retry(self, conversation_id: ConversationId) -> bool:
        return self._dead.pop(conversation_id, None) is not None

    async def put_away(self, conversation_id: ConversationId, *, at: datetime) -> bool:
        del at
        self._away.add(conversation_id)
        return conversation_id in self._dead

    async def _waiting(self, before: datetime) -> list[WaitingWork]:
        unanswered = await self._events.unanswered(before, limit=_ALL)
        late = await self._events.undelivered(before, limit=_ALL)
        replies = [stored.event.conversation_id for stored in late]
        return [
            WaitingWork(
                conversation_id=one,
                since=before,
                tries=self._put_off[one][0].tries if one in self._put_off else 0,
                only_delivery=one not in unanswered,
            )
            for one in dict.fromkeys([*unanswered, *replies])
        ]

    def _until(self, conversation_id: ConversationId, now: datetime) -> datetime:
        return self._put_off[conversation_id][1] if conversation_id in self._put_off else now
