"""Keep autonomy tables in this process's memory."""

from collections.abc import Sequence
from datetime import datetime

from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.autonomy.ports import TableConflictError, TableVersion


class MemoryAutonomyTables:
    """Keep `AutonomyTables` for one event loop."""

    def __init__(self) -> None:
        self._put: list[TableVersion] = []  # version n is at index n - 1

    async def version(self) -> int:
        return len(self._put)

    async def current(self) -> TableVersion | None:
        return self._put[-1] if self._put else None

    async def history(self, *, limit: int) -> Sequence[TableVersion]:
        return self._put[::-1][:limit]

    async def put(
        self, table: AutonomyTable, *, expected_version: int, at: datetime, by: str, note: str = ""
    ) -> TableVersion:
        if expected_version != len(self._put):
            raise TableConflictError(expected_version)
        new = TableVersion(version=expected_version + 1, table=table, at=at, by=by, note=note)
        self._put.append(new)
        return new
