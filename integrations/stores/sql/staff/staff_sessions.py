"""Implement the port `Sessions` on the event log's database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from assistant.conversation.ids import AgentId
from assistant.desk.staff.sessions import Means, Session
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.staff.staff_tables import sessions
from integrations.stores.sql.tables import aware


class SqlSessions:
    """Keep `Sessions` that any number of processes share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, session: Session) -> None:
        row = {
            "token_sha256": session.token_sha256,
            "agent_id": session.agent_id,
            "means": session.means,
            "started_at": session.started_at,
            "seen_at": session.seen_at,
        }
        await change(self._database, insert(sessions).values(row))

    async def find(self, token_sha256: str) -> Session | None:
        rows = await fetch(self._database, select(sessions).where(_is(token_sha256)))
        return _session(rows[0]) if rows else None

    async def touch(self, token_sha256: str, *, seen_at: datetime) -> None:
        seen = update(sessions).where(_is(token_sha256)).values(seen_at=seen_at)
        await change(self._database, seen)

    async def end(self, token_sha256: str) -> None:
        await change(self._database, delete(sessions).where(_is(token_sha256)))

    async def end_all(self, agent_id: AgentId, *, besides: str = "") -> int:
        theirs = (sessions.c.agent_id == agent_id) & (sessions.c.token_sha256 != besides)
        return await change(self._database, delete(sessions).where(theirs))

    async def forget(self, *, started_before: datetime, seen_before: datetime) -> int:
        over = or_(sessions.c.started_at < started_before, sessions.c.seen_at < seen_before)
        return await change(self._database, delete(sessions).where(over))


def _is(token_sha256: str) -> ColumnElement[bool]:
    return sessions.c.token_sha256 == token_sha256


def _session(row: Row[Any]) -> Session:
    return Session(
        token_sha256=row.token_sha256,
        agent_id=AgentId(row.agent_id),
        means=Means(row.means),
        started_at=aware(row.started_at),
        seen_at=aware(row.seen_at),
    )
