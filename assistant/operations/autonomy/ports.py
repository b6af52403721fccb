"""Keep every autonomy table with its author and reason, and read the one in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.operations.autonomy.autonomy_table import AutonomyTable, load_table
from assistant.ports import PortError


class TableConflictError(PortError):
    """Say that another table was put since the version was read: look at it, then put again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableVersion:
    """Hold a table that was put, with its author, time and reason."""

    version: int  # 1, 2, 3 ...
    table: AutonomyTable
    at: datetime  # aware, UTC
    by: str  # an agent's id, or the user at the command line
    note: str = ""  # why


class AutonomyTables(Protocol):
    """Keep tables; the newest is in force. Every method may raise `LogUnavailableError`."""

    async def version(self) -> int:
        """Return the newest version; 0: none was put. Cheap: every turn asks."""
        ...

    async def current(self) -> TableVersion | None:
        """Return the newest version; None: none was put.

        Raises:
            AutonomyTableError: another version of Comptoir wrote it, and this one cannot read it.
        """
        ...

    async def history(self, *, limit: int) -> Sequence[TableVersion]:
        """Return the versions, newest first; may raise as `current` does."""
        ...

    async def put(
        self, table: AutonomyTable, *, expected_version: int, at: datetime, by: str, note: str = ""
    ) -> TableVersion:
        """Put a table in force, in every process from its next turn on.

        Raises:
            TableConflictError: the newest version is not `expected_version`.
        """
        ...


class Autonomy(Protocol):
    """Return the table in force. May raise the errors of `AutonomyTables.current`."""

    async def table(self) -> AutonomyTable: ...


class LiveTable:
    """Read the newest table that was put; as long as none was, the default.

    Each call asks for the newest version's number, and for the table only if the number is new.
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
