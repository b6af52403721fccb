"""Run work on a database whose old events are in files: load segments that a read asks for."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, select

from assistant.ports import LogUnavailableError
from integrations.stores.sql.archive.archive_tables import archive_segments
from integrations.stores.sql.archive.archived_events import (
    Segment,
    SegmentsNeededError,
    with_segments,
)

T = TypeVar("T")

_TRIES = 8  # a read finds another segment missing only while one is being written anew


class DatabaseEngine(Protocol):
    """Run work on a connection of one kind of database; see `Database`."""

    async def write(self, work: Callable[[Connection], T]) -> T: ...

    async def read(self, work: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class ArchivedDatabase:
    """Run the work of an engine's `Database`, again with the segments that it needs."""

    def __init__(self, engine: DatabaseEngine, archive: Path) -> None:
        self._engine = engine
        self.archive = archive

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._run(self._engine.write, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._run(self._engine.read, work)

    async def close(self) -> None:
        await self._engine.close()

    async def _run(
        self,
        run: Callable[[Callable[[Connection], T]], Awaitable[T]],
        work: Callable[[Connection], T],
    ) -> T:
        segments: dict[str, Segment] = {}
        for _ in range(_TRIES):
            try:
                return await run(partial(with_segments, segments, work) if segments else work)
            except SegmentsNeededError as needed:
                segments |= await self._load(needed.ids)
        msg = (
            f"segments of the archive are missing from {self.archive}: every machine needs the"
            " same folder; comptoir doctor names them"
        )
        raise LogUnavailableError(msg)

    async def _load(self, ids: Collection[str]) -> dict[str, Segment]:
        if not ids:
            return {}
        wanted = select(archive_segments.c.segment_id, archive_segments.c.sha256).where(
            archive_segments.c.segment_id.in_(ids)
        )
        rows = await self._engine.read(lambda connection: connection.execute(wanted).all())
        found = {row.segment_id: row.sha256 for row in rows}
        return await asyncio.to_thread(_load, self.archive, found)


def _load(folder: Path, sums: dict[str, str]) -> dict[str, Segment]:
    """Read segments; one whose file is gone is left out, for it was written anew."""
    from integrations.stores.sql.archive.segment_files import (  # noqa: PLC0415 - heavy
        DamagedSegmentError,
        SegmentFiles,
    )

    files, found = SegmentFiles(folder), dict[str, Segment]()
    for segment_id, sha256 in sums.items():
        try:
            found[segment_id] = files.load(segment_id, sha256)
        except FileNotFoundError:
            continue
        except (OSError, DamagedSegmentError) as error:
            raise LogUnavailableError(str(error)) from error
    return found
