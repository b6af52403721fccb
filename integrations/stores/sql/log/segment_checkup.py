"""Compare the archive's folder with its segments in the database."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assistant.ports import LogUnavailableError
from integrations.stores.sql.archive.archive_tables import archive_segments
from integrations.stores.sql.archive.archived_events import READABLE
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.log.stale_segments import open_files


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFigures:
    """Hold how much is in the archive."""

    segments: int
    events: int
    bytes: int


async def examine(database: Database) -> ArchiveFigures:
    """Read every segment of the archive from its file; return how much that is.

    Raises:
        LogUnavailableError: a file is missing, or is not as it was written.
    """
    kept = select(archive_segments).where(archive_segments.c.state.in_(READABLE))
    rows = await fetch(database, kept)
    if rows:
        await asyncio.to_thread(_read, database.archive, rows)
    return ArchiveFigures(
        segments=len(rows),
        events=sum(row.events for row in rows),
        bytes=sum(row.bytes for row in rows),
    )


async def remove_unnamed(database: Database) -> None:
    """Remove files that no segment names; nothing else may run meanwhile."""
    rows = await fetch(database, select(archive_segments.c.segment_id))
    named = {row.segment_id for row in rows}
    await asyncio.to_thread(_remove, database.archive, named)


def _read(folder: Path, rows: Any) -> None:  # noqa: ANN401 - rows of a query
    from integrations.stores.sql.archive.segment_files import (  # noqa: PLC0415 - heavy
        DamagedSegmentError,
    )

    files = open_files(folder)
    for row in rows:
        try:
            files.load(row.segment_id, row.sha256)
        except FileNotFoundError:
            msg = f"{files.path(row.segment_id)} is missing: take it from a backup"
            raise LogUnavailableError(msg) from None
        except DamagedSegmentError as error:
            raise LogUnavailableError(str(error)) from None


def _remove(folder: Path, named: set[str]) -> None:
    for path in folder.rglob("*.parquet"):
        if path.relative_to(folder).with_suffix("").as_posix() not in named:
            path.unlink(missing_ok=True)
