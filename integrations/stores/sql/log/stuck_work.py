"""Implement the port `StuckWork` on the event log's database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, and_, case, delete, exists, func, or_, select, update

from assistant.conversation.ids import ConversationId
from assistant.messages.ports import DeadLetter, WaitingWork
from assistant.messages.sweep import SweepLimits
from integrations.stores.sql.database import Database, change
from integrations.stores.sql.log.stuck_tables import stuck_work as stuck
from integrations.stores.sql.shared_statements import insert_new, insert_or_update
from integrations.stores.sql.tables import aware, pending

_AHEAD = timedelta(seconds=5)
"""A message from later than this was dated by a clock that is wrong: it waits all the same."""

_LONGEST = SweepLimits().longest + _AHEAD
"""No pause is as long: a pause that seems to be was noted by a clock that was wrong."""

_KEPT = timedelta(days=30)
_OURS = pending.c.waits_for.in_(("answer", "order", "delivery"))
_MINE = pending.c.conversation_id == stuck.c.conversation_id
_WAITS = exists().where(_MINE, _OURS)
_SWEPT = stuck.c.reason.in_(("", "no_answer", "no_delivery"))
_IS_DEAD = stuck.c.dead_at.is_not(None)


class SqlStuckWork:
    """Keep `StuckWork` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(
        self, now: datetime, *, waiting: timedelta, limit: int, skip: int = 0
    ) -> Sequence[WaitingWork]:
        due = partial(_due, now=now, waiting=waiting, limit=limit, skip=skip)
        return await self._database.read(due)

    async def put_off(self, work: WaitingWork, *, until: datetime) -> None:
        await self._database.write(partial(_put_off, work=work, until=until))

    async def set_aside(self, work: WaitingWork, *, reason: str, at: datetime) -> None:
        row = {
            "conversation_id": work.conversation_id,
            "since": work.since,
            "tries": work.tries,
            "due_at": at,
            "reason": reason,
            "dead_at": at,
            "put_away_at": None,
        }
        await self._database.write(partial(insert_or_update, table=stuck, row=row))

    async def settle(self, now: datetime) -> int:
        over = or_(and_(_SWEPT, ~_WAITS), stuck.c.dead_at < now - _KEPT)
        found = await self._database.read(
            lambda connection: connection.execute(
                select(stuck.c.conversation_id).where(over).limit(1)
            ).first()
        )
        return await change(self._database, delete(stuck).where(over)) if found else 0

    async def dead(self, *, limit: int) -> Sequence[DeadLetter]:
        return await self._database.read(partial(_dead, limit=limit))

    async def count_dead(self) -> int:
        shown = select(func.count()).where(_IS_DEAD, stuck.c.put_away_at.is_(None))
        return await self._database.read(lambda connection: connection.execute(shown).scalar_one())

    async def retry(self, conversation_id: ConversationId) -> bool:
        this = stuck.c.conversation_id == conversation_id
        return bool(await change(self._database, delete(stuck).where(this, _IS_DEAD)))

    async def put_away(self, conversation_id: ConversationId, *, at: datetime) -> bool:
        this = stuck.c.conversation_id == conversation_id
        seen = update(stuck).where(this, _IS_DEAD).values(put_away_at=at)
        return bool(await change(self._database, seen))


def _put_off(connection: Connection, work: WaitingWork, until: datetime) -> None:
    """Note the next try; a worker's dead letter stays one, for its replies have to go out."""
    tried = {"since": work.since, "tries": work.tries + 1, "due_at": until}
    row = {"conversation_id": work.conversation_id, **tried, "reason": ""}
    if not insert_new(connection, stuck, row):
        this = stuck.c.conversation_id == work.conversation_id
        connection.execute(update(stuck).where(this).values(tried))


def _due(
    connection: Connection, now: datetime, waiting: timedelta, limit: int, skip: int
) -> tuple[WaitingWork, ...]:
    waits = or_(pending.c.at < now - waiting, pending.c.at > now + _AHEAD)
    is_due = or_(stuck.c.due_at <= now, stuck.c.due_at > now + _LONGEST)
    is_over = and_(_IS_DEAD, _SWEPT)
    tried = or_(stuck.c.conversation_id.is_(None), and_(~is_over, is_due))
    since = func.min(pending.c.at)
    replies = func.min(case((pending.c.waits_for == "delivery", 1), else_=0))
    rows = connection.execute(
        select(pending.c.conversation_id, since.label("since"), stuck.c.tries, replies)
        .outerjoin(stuck, _MINE)
        .where(_OURS, waits, tried)
        .group_by(pending.c.conversation_id, stuck.c.tries)
        .order_by(since, func.min(pending.c.position))
        .limit(limit)
        .offset(skip)
    )
    return tuple(
        WaitingWork(
            conversation_id=ConversationId(conversation_id),
            since=aware(oldest),
            tries=tries or 0,
            only_delivery=bool(only_delivery),
        )
        for conversation_id, oldest, tries, only_delivery in rows
    )


def _dead(connection: Connection, limit: int) -> tuple[DeadLetter, ...]:
    rows = connection.execute(
        select(stuck, _WAITS.label("waits"))
        .where(_IS_DEAD, stuck.c.put_away_at.is_(None))
        .order_by(stuck.c.dead_at.desc(), stuck.c.conversation_id)
        .limit(limit)
    )
    return tuple(
        DeadLetter(
            conversation_id=ConversationId(row.conversation_id),
            reason=row.reason,
            since=aware(row.since),
            tries=row.tries,
            at=aware(row.dead_at),
            waits=bool(row.waits),
        )
        for row in rows
    )
