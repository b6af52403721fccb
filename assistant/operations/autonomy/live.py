"""The table in force, read again only when another was put."""

from typing import Protocol

from assistant.operations.autonomy.autonomy_ports import AutonomyTables
from assistant.operations.autonomy.table import AutonomyTable, load_table


class Autonomy(Protocol):
    """Tells which table is in force. May raise what `AutonomyTables.current` does."""

    async def table(self) -> AutonomyTable: ...


class LiveTable:
    """The newest table that was put; as long as none was, the default.

    Each call asks for the newest version's number, and for the table only if that is another.
    """

    def __init__(self, tables: AutonomyTables, *, default: AutonomyTable | None = None) -> None:
        self._tables = tables
        self._version, self._table = 0, default or load_table()

    async def table(self) -> AutonomyTable:
        if await self._tables.version() != self._version:
            newest = await self._tables.current()
            if newest is not None:
                self._version, self._table = newest.version, newest.table
        return self._table
