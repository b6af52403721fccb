"""Implement the port of the rules of orders that were met on the event log's database."""

from datetime import datetime
from functools import partial

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import UtcDateTime, aware, metadata

met = Table(
    "rules_met",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ...
    Column("digest", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


class SqlRuleRecord:
    """Keep a `RuleRecord` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, digest: str, *, at: datetime) -> bool:
        return await self._database.write(partial(_note, digest=digest, at=at))

    async def changed_at(self) -> datetime | None:
        newest = select(met).order_by(met.c.number.desc()).limit(1)
        rows = await fetch(self._database, newest)
        return aware(rows[0].at) if rows and rows[0].number > 1 else None


def _note(connection: Connection, digest: str, at: datetime) -> bool:
    newest = connection.execute(select(met).order_by(met.c.number.desc()).limit(1)).first()
    if newest is not None and newest.digest == digest:
        return False
    number = newest.number + 1 if newest else 1
    return insert_new(connection, met, {"number": number, "digest": digest, "at": at}) > 0
