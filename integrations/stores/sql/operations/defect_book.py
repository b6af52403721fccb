"""Implement the port `DefectBook` on the event log's database."""

from collections.abc import Sequence
from functools import cache, partial

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update

from assistant.outreach.batch_defects import BatchDefect, DefectState
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.operations.outreach_tables import defects
from integrations.stores.sql.shared_statements import insert_new


class SqlDefectBook:
    """Keep defects that many processes may read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[BatchDefect]:
        newest = select(defects.c.content).order_by(
            defects.c.proposed_at.desc(), defects.c.defect_id
        )
        rows = await fetch(self._database, newest)
        return [_adapter().validate_json(row.content) for row in rows]

    async def put(self, defect: BatchDefect, *, before: DefectState | None) -> bool:
        return await self._database.write(partial(_put, defect=defect, before=before))


def _put(connection: Connection, defect: BatchDefect, before: DefectState | None) -> bool:
    row = {
        "defect_id": defect.defect_id,
        "state": defect.state,
        "proposed_at": defect.proposed_at,
        "content": _adapter().dump_json(defect).decode(),
    }
    if before is None:
        return insert_new(connection, defects, row) == 1
    mine = defects.c.defect_id == defect.defect_id, defects.c.state == before
    return connection.execute(update(defects).where(*mine).values(row)).rowcount == 1


@cache
def _adapter() -> TypeAdapter[BatchDefect]:
    return TypeAdapter(BatchDefect)
