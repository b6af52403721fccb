"""Implement the port of the rules that were met on the event log's database."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Column, Connection, Integer, Table, Text, func, select

from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import UtcDateTime, aware, metadata

met = Table(
    "rules_noted",
    metadata,
    Column("about", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ... of each
    Column("digest", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


Table(  # the version before this one writes it
    "rules_met",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


class SqlRuleRecord:
    """Keep a `RuleRecord` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, digest: str, *, about: str, at: datetime) -> bool:
        return await self._database.write(partial(_note, digest=digest, about=about, at=at))

    async def changed_at(self) -> Mapping[str, datetime]:
        others = met.c.number > 1
        changed = select(met.c.about, func.max(met.c.at).label("at")).where(others)
        rows = await fetch(self._database, changed.group_by(met.c.about))
        return {row.about: aware(row.at) for row in rows}


def _note(connection: Connection, digest: str, about: str, at: datetime) -> bool:
    of_it = select(met).where(met.c.about == about).order_by(met.c.number.desc()).limit(1)
    newest = connection.execute(of_it).first()
    if newest is not None and newest.digest == digest:
        return False
    number = newest.number + 1 if newest else 1
    row = {"about": about, "number": number, "digest": digest, "at": at}
    return insert_new(connection, met, row) > 0
