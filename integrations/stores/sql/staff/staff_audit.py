"""Implement the port `Audit` on the event log's database.

A writer has the end of the chain alone until they commit, so it never forks: on SQLite the
transaction excludes others from its beginning, on PostgreSQL an advisory lock does.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete, insert, select

from assistant.desk.staff.audit_chain import AuditEntry, AuditVerification, Deed, Head
from integrations.stores.sql.database import Database
from integrations.stores.sql.shared_statements import AUDIT_LOCK, lock_for_transaction
from integrations.stores.sql.staff.staff_codec import decode_entry, encode_entry
from integrations.stores.sql.staff.staff_tables import audit, audit_noted


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

    async def noted(self) -> AuditVerification | None:
        return await self._database.read(_noted)

    async def note(self, found: AuditVerification, *, at: datetime) -> None:
        await self._database.write(partial(_note, found=found, at=at))


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


def _noted(connection: Connection) -> AuditVerification | None:
    row = connection.execute(select(audit_noted)).first()
    if row is None:
        return None
    head = Head(number=row.number, sha256=row.sha256)
    return AuditVerification(head=head, broken_at=row.broken_at, why=row.why)


def _note(connection: Connection, found: AuditVerification, at: datetime) -> None:
    lock_for_transaction(connection, AUDIT_LOCK)
    before = _noted(connection)
    if found.broken_at is not None and before is not None:
        found = replace(found, head=before.head)
    connection.execute(delete(audit_noted))
    connection.execute(
        insert(audit_noted).values(
            number=found.head.number,
            sha256=found.head.sha256,
            broken_at=found.broken_at,
            why=found.why,
            at=at,
        )
    )


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
