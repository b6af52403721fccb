"""Implement the port `CaseBook` on the event log's database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.conversation.ids import ConversationId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.types import HelpdeskCaseId, MirroredCase
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk.helpdesk_tables import helpdesk_cases as cases
from integrations.stores.sql.desk.helpdesk_tables import helpdesk_position

# SQLite and PostgreSQL write "unless it is there" alike; SQLAlchemy has a construct for each.
_ADD = {
    "sqlite": sqlite.insert(cases).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(cases).on_conflict_do_nothing(),
}
_FAILURES = 100


class SqlCaseBook:
    """Keep a `CaseBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self) -> int:
        return await self._database.read(_position)

    async def take_in(
        self,
        position: int,
        *,
        opens: Collection[ConversationId],
        touches: Collection[ConversationId],
        now: datetime,
    ) -> None:
        work = partial(
            _take_in, position=position, opens=sorted(opens), touches=sorted(touches), now=now
        )
        await self._database.write(work)

    async def due(self, now: datetime, *, limit: int) -> Sequence[MirroredCase]:
        return await self._database.read(partial(_due, now=now, limit=limit))

    async def of_case(self, case_id: HelpdeskCaseId) -> MirroredCase | None:
        return await self._database.read(partial(_of_case, case_id=case_id))

    async def look_at(self, case_ids: Collection[HelpdeskCaseId], *, now: datetime) -> int:
        if not case_ids:
            return 0
        return await self._database.write(partial(_look_at, case_ids=sorted(case_ids), now=now))

    async def save(self, kept: MirroredCase) -> None:
        values = {
            "case_id": kept.case_id,
            "mirrored": kept.mirrored,
            "heard": kept.heard,
            "status": kept.status,
            "failure": kept.failure,
        }
        await self._database.write(partial(_change, kept=kept, values=values))

    async def settle(self, kept: MirroredCase) -> None:
        values = {"due_at": None, "tries": 0}
        work = partial(_change, kept=kept, values=values, only_unmoved=True)
        await self._database.write(work)

    async def postpone(self, kept: MirroredCase, *, until: datetime) -> None:
        values = {"due_at": until, "tries": cases.c.tries + 1}
        await self._database.write(partial(_change, kept=kept, values=values))

    async def forget(self, conversation_id: ConversationId) -> None:
        await self._database.write(partial(_forget, conversation_id=conversation_id))

    async def failures(self) -> Sequence[MirroredCase]:
        return await self._database.read(_failures)


def _position(connection: Connection) -> int:
    return connection.execute(select(helpdesk_position.c.position)).scalar_one_or_none() or 0


def _take_in(
    connection: Connection, position: int, opens: list[str], touches: list[str], now: datetime
) -> None:
    reached = connection.execute(update(helpdesk_position).values(position=position))
    if reached.rowcount == 0:
        connection.execute(helpdesk_position.insert(), {"only": 1, "position": position})
    if opens:
        connection.execute(_ADD[connection.dialect.name], [_new(one) for one in opens])
    concerned = sorted({*opens, *touches})
    if concerned:
        _mark(connection, cases.c.conversation_id.in_(concerned), now)


def _new(conversation_id: str) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "mirrored": 0,
        "heard": 0,
        "stamp": 0,
        "tries": 0,
        "failure": "",
    }


def _look_at(connection: Connection, case_ids: list[str], now: datetime) -> int:
    return _mark(connection, cases.c.case_id.in_(case_ids), now)


def _mark(connection: Connection, where: ColumnElement[bool], now: datetime) -> int:
    """Mark cases as due; a case that waits for a later try goes on waiting."""
    tried_later = (cases.c.tries > 0) & cases.c.due_at.is_not(None)
    values = {"stamp": cases.c.stamp + 1}
    connection.execute(update(cases).where(where, ~tried_later).values(due_at=now))
    return connection.execute(update(cases).where(where).values(values)).rowcount


def _due(connection: Connection, now: datetime, limit: int) -> list[MirroredCase]:
    found = select(cases).where(cases.c.due_at <= now)
    first = (cases.c.due_at, cases.c.conversation_id)
    return list(map(_kept, connection.execute(found.order_by(*first).limit(limit))))


def _of_case(connection: Connection, case_id: HelpdeskCaseId) -> MirroredCase | None:
    row = connection.execute(select(cases).where(cases.c.case_id == case_id)).one_or_none()
    return _kept(row) if row else None


def _change(
    connection: Connection,
    kept: MirroredCase,
    values: dict[str, Any],
    *,
    only_unmoved: bool = False,
) -> None:
    mine = update(cases).where(cases.c.conversation_id == kept.conversation_id)
    if only_unmoved:
        mine = mine.where(cases.c.stamp == kept.stamp)
    connection.execute(mine.values(values))


def _forget(connection: Connection, conversation_id: ConversationId) -> None:
    connection.execute(delete(cases).where(cases.c.conversation_id == conversation_id))


def _failures(connection: Connection) -> list[MirroredCase]:
    found = select(cases).where(cases.c.failure != "").order_by(cases.c.conversation_id)
    return list(map(_kept, connection.execute(found.limit(_FAILURES))))


def _kept(row: Row[Any]) -> MirroredCase:
    return MirroredCase(
        conversation_id=ConversationId(row.conversation_id),
        case_id=None if row.case_id is None else HelpdeskCaseId(row.case_id),
        mirrored=row.mirrored,
        heard=row.heard,
        status=None if row.status is None else ConversationStatus(row.status),
        stamp=row.stamp,
        tries=row.tries,
        failure=row.failure,
    )
