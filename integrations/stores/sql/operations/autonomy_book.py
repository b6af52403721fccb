"""Implement the port `AutonomyTables` on the event log's database."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, func, select

from assistant.operations.autonomy.autonomy_table import AutonomyTable, decode_table, encode_table
from assistant.operations.autonomy.ports import TableConflictError, TableVersion
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import autonomy, aware

_NEWEST = PreparedStatement(select(func.max(autonomy.c.version)))


class SqlAutonomyTables:
    """Keep `AutonomyTables` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        return await self._database.read(_version)

    async def current(self) -> TableVersion | None:
        newest = await self.history(limit=1)
        return newest[0] if newest else None

    async def history(self, *, limit: int) -> Sequence[TableVersion]:
        newest_first = select(autonomy).order_by(autonomy.c.version.desc()).limit(limit)
        return [_version_of(row) for row in await fetch(self._database, newest_first)]

    async def put(
        self, table: AutonomyTable, *, expected_version: int, at: datetime, by: str, note: str = ""
    ) -> TableVersion:
        new = TableVersion(version=expected_version + 1, table=table, at=at, by=by, note=note)
        await self._database.write(partial(_put, new=new))
        return new


def _version(connection: Connection) -> int:
    [(newest,)] = _NEWEST.all(connection, {})
    return newest or 0


def _put(connection: Connection, new: TableVersion) -> None:
    if _version(connection) != new.version - 1:
        raise TableConflictError(new.version - 1)
    row = {
        "version": new.version,
        "content": encode_table(new.table),
        "at": new.at,
        "author": new.by,
        "note": new.note,
    }
    if not insert_new(connection, autonomy, row):  # another transaction was quicker
        raise TableConflictError(new.version - 1)


def _version_of(row: Row[Any]) -> TableVersion:
    return TableVersion(
        version=row.version,
        table=decode_table(row.content),
        at=aware(row.at),
        by=row.author,
        note=row.note,
    )
