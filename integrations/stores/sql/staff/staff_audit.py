"""Implement the port `Audit` on the event log's database.

A writer has the end of the chain alone until they commit, so it never forks: on SQLite the
transaction excludes others from its beginning, on PostgreSQL an advisory lock does.
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, insert, select

from assistant.desk.staff.audit_chain import AuditEntry, Deed, Head
from integrations.stores.sql.database import Database
from integrations.stores.sql.shared_statements import AUDIT_LOCK, lock_for_transaction
from integrations.stores.sql.staff.staff_codec import decode_entry, encode_entry
from integrations.stores.sql.staff.staff_tables import audit


class SqlAudit:
    """Keep an `Audit` that any number of processes may write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, *deeds: Deed) -> None:
        await self._database.write(partial(_write, deeds=deeds))

    async def read(self, *, after: int = 0, limit: int = 1000) -> Sequence[AuditEntry]:
        return await self._database.read(partial(_read, after=after, limit=limit))

    async def recent(
        self, *, before: int | None = None, limit: int = 50, actor: str = "", subject: str = ""
    ) -> Sequence[AuditEntry]:
        return await self._database.read(
            partial(_recent, before=before, limit=limit, actor=actor, subject=subject)
        )

    async def head(self) -> Head:
        return await self._database.read(_head)


def _write(connection: Connection, deeds: Sequence[Deed]) -> None:
    lock_for_transaction(connection, AUDIT_LOCK)
    head, rows = _head(connection), []
    for deed in deeds:
        entry = AuditEntry.after(head.number, head.sha256, deed)
        rows.append(encode_entry(entry))
        head = Head(number=entry.number, sha256=entry.sha256)
    if rows:
        connection.execute(insert(audit), rows)


def _head(connection: Connection) -> Head:
    newest = select(audit.c.number, audit.c.sha256).order_by(audit.c.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return Head() if row is None else Head(number=row.number, sha256=row.sha256)


def _read(connection: Connection, after: int, limit: int) -> list[AuditEntry]:
    rows = select(audit).where(audit.c.number > after).order_by(audit.c.number).limit(limit)
    return [decode_entry(row) for row in connection.execute(rows)]


def _recent(
    connection: Connection, before: int | None, limit: int, actor: str, subject: str
) -> list[AuditEntry]:
    rows = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        rows = rows.where(audit.c.number < before)
    if actor:
        rows = rows.where(audit.c.actor == actor)
    if subject:
        rows = rows.where(audit.c.subject == subject)
    return [decode_entry(row) for row in connection.execute(rows)]
