"""Read and replace the autonomy table from the command line."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.app.compose.local_installation import SystemClock, open_data_dir
from assistant.kit.settings.settings import Settings
from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.autonomy.ports import AutonomyTables, TableConflictError
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables


class TableMovedOnError(Exception):
    """Say that another table is in force than the one to be replaced; nothing was changed."""


async def show_table(settings: Settings) -> str:
    """Return the table in force as YAML that `put_table` reads, and its origin.

    Raises:
        LogUnavailableError: no database answers.
        AutonomyTableError: another version of Comptoir wrote the table.
    """
    async with open_tables(settings) as tables:
        newest = await tables.current()
    if newest is None:
        return f"# the default, as version 0\n{load_table().written()}"
    said = _said(newest.at.isoformat(timespec="seconds"), newest.by, newest.note)
    return f"# version {newest.version}, {said}\n{newest.table.written()}"


async def put_table(
    settings: Settings, file: Path, *, by: str, note: str, version: int | None
) -> int:
    """Put the table of `file` in force, and return its version.

    Raises:
        AutonomyTableError: there is a mistake in it; nothing was changed.
        TableMovedOnError: `version` is given and no longer in force.
        LogUnavailableError: no database answers.
    """
    table = load_table(file)
    async with open_tables(settings) as tables:
        expected = await tables.version() if version is None else version
        try:
            put = await tables.put(
                table, expected_version=expected, at=SystemClock().now(), by=by, note=note
            )
        except TableConflictError:
            msg = (
                f"version {expected} is not in force any more, and nothing was changed: look at"
                " comptoir autonomy show, then put your table again"
            )
            raise TableMovedOnError(msg) from None
    return put.version


async def list_tables(settings: Settings, *, limit: int) -> Sequence[str]:
    """Return one line for each table that was put, newest first; may raise as `show_table` does."""
    async with open_tables(settings) as tables:
        return [
            f"{one.version}  {_said(one.at.isoformat(timespec='seconds'), one.by, one.note)}"
            for one in await tables.history(limit=limit)
        ]


def _said(*parts: str) -> str:
    return ", ".join(" ".join(part.split()) for part in parts if part.strip())


@asynccontextmanager
async def open_tables(settings: Settings) -> AsyncIterator[AutonomyTables]:
    """Open the autonomy tables of an installation."""
    open_data_dir(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        yield SqlAutonomyTables(database)
