"""Implement the port `Sessions` on the event log's database."""

from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from assistant.conversation.ids import AgentId
from assistant.desk.staff.sessions import Means, Session
from integrations.stores.sql.database import Database
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
        await self._database.write(lambda connection: connection.execute(insert(sessions), row))

    async def find(self, token_sha256: str) -> Session | None:
        return await self._database.read(partial(_find, token_sha256=token_sha256))

    async def touch(self, token_sha256: str, *, seen_at: datetime) -> None:
        seen = update(sessions).where(_is(token_sha256)).values(seen_at=seen_at)
        await self._database.write(lambda connection: connection.execute(seen))

    async def end(self, token_sha256: str) -> None:
        await self._database.write(partial(_delete, where=_is(token_sha256)))

    async def end_all(self, agent_id: AgentId, *, besides: str = "") -> int:
        theirs = (sessions.c.agent_id == agent_id) & (sessions.c.token_sha256 != besides)
        return await self._database.write(partial(_delete, where=theirs))

    async def forget(self, *, started_before: datetime, seen_before: datetime) -> int:
        over = or_(sessions.c.started_at < started_before, sessions.c.seen_at < seen_before)
        return await self._database.write(partial(_delete, where=over))


def _is(token_sha256: str) -> ColumnElement[bool]:
    return sessions.c.token_sha256 == token_sha256


def _find(connection: Connection, token_sha256: str) -> Session | None:
    row = connection.execute(select(sessions).where(_is(token_sha256))).first()
    if row is None:
        return None
    return Session(
        token_sha256=row.token_sha256,
        agent_id=AgentId(row.agent_id),
        means=Means(row.means),
        started_at=aware(row.started_at),
        seen_at=aware(row.seen_at),
    )


def _delete(connection: Connection, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(sessions).where(where)).rowcount
