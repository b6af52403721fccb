"""Implement the port `CaseBook` on the event log's database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, delete, select, update

from assistant.conversation.ids import ConversationId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.types import HelpdeskCaseId, MirroredCase
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.desk.helpdesk_tables import helpdesk_cases as cases
from integrations.stores.sql.desk.helpdesk_tables import helpdesk_position
from integrations.stores.sql.shared_statements import insert_new, insert_or_update

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
        first = (cases.c.due_at, cases.c.conversation_id)
        found = select(cases).where(cases.c.due_at <= now).order_by(*first).limit(limit)
        return list(map(_kept, await fetch(self._database, found)))

    async def of_case(self, case_id: HelpdeskCaseId) -> MirroredCase | None:
        found = await fetch(self._database, select(cases).where(cases.c.case_id == case_id))
        return _kept(found[0]) if found else None

    async def look_at(self, case_ids: Collection[HelpdeskCaseId], *, now: datetime) -> int:
        if not case_ids:
            return 0
        these = cases.c.case_id.in_(sorted(case_ids))
        return await self._database.write(partial(_mark, where=these, now=now))

    async def save(self, kept: MirroredCase) -> None:
        values = {
            "case_id": kept.case_id,
            "mirrored": kept.mirrored,
            "heard": kept.heard,
            "status": kept.status,
            "failure": kept.failure,
        }
        await change(self._database, _one(kept).values(values))

    async def settle(self, kept: MirroredCase) -> None:
        unmoved = _one(kept).where(cases.c.stamp == kept.stamp)
        await change(self._database, unmoved.values(due_at=None, tries=0))

    async def postpone(self, kept: MirroredCase, *, until: datetime) -> None:
        values = {"due_at": until, "tries": cases.c.tries + 1}
        await change(self._database, _one(kept).values(values))

    async def forget(self, conversation_id: ConversationId) -> None:
        mine = cases.c.conversation_id == conversation_id
        await change(self._database, delete(cases).where(mine))

    async def failures(self) -> Sequence[MirroredCase]:
        found = select(cases).where(cases.c.failure != "").order_by(cases.c.conversation_id)
        return list(map(_kept, await fetch(self._database, found.limit(_FAILURES))))


def _position(connection: Connection) -> int:
    return connection.execute(select(helpdesk_position.c.position)).scalar_one_or_none() or 0


def _take_in(
    connection: Connection, position: int, opens: list[str], touches: list[str], now: datetime
) -> None:
    insert_or_update(connection, helpdesk_position, {"only": 1, "position": position})
    if opens:
        insert_new(connection, cases, [_new(one) for one in opens])
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


def _mark(connection: Connection, where: ColumnElement[bool], now: datetime) -> int:
    """Mark cases as due; a case that waits for a later try goes on waiting."""
    tried_later = (cases.c.tries > 0) & cases.c.due_at.is_not(None)
    values = {"stamp": cases.c.stamp + 1}
    connection.execute(update(cases).where(where, ~tried_later).values(due_at=now))
    return connection.execute(update(cases).where(where).values(values)).rowcount


def _one(kept: MirroredCase) -> Update:
    return update(cases).where(cases.c.conversation_id == kept.conversation_id)


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
