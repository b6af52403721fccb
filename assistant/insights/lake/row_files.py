"""Write rows to files: collected by day as they come, then merged with those of the build before.

Memory holds one batch of rows and one batch of a file at a time.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assistant.insights.lake.builds import Build
from assistant.insights.lake.row_schema import TABLES, Row, schema_of, to_arrow

_BATCH = 20_000  # rows laid aside at once
_GROUP = 50_000  # rows of a file that are read or written at once


@dataclass(slots=True, kw_only=True)
class Staging:
    """Collect rows by table and day, in files that no build has yet."""

    folder: Path
    _waiting: dict[tuple[str, date], list[Row]] = field(default_factory=lambda: defaultdict(list))
    _count: int = 0
    _parts: int = 0

    def add(self, table: str, rows: Sequence[Row]) -> None:
        """Take rows; they are on disk at the latest after `finish`."""
        for row in rows:
            self._waiting[table, row.day].append(row)
        self._count += len(rows)
        if self._count >= _BATCH:
            self.finish()

    def finish(self) -> None:
        """Write the rows that wait in memory."""
        self._parts += 1
        for (table, day), rows in self._waiting.items():
            path = self.folder / table / day.isoformat() / f"{self._parts}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(to_arrow(table, rows), path, compression="zstd")
        self._waiting.clear()
        self._count = 0

    def parts(self, table: str) -> dict[date, list[Path]]:
        """Return the files of each day."""
        return {
            date.fromisoformat(folder.name): sorted(folder.glob("*.parquet"))
            for folder in (self.folder / table).glob("*")
        }


def merge(before: Build | None, staging: Staging, dropped: Collection[str], new: Build) -> None:
    """Fill `new` with the rows of `before`, but not of `dropped` conversations, and the new rows.

    Days in which nothing changes are the same files.
    """
    gone = pa.array(sorted(dropped), pa.string())
    for table in ("messages", "signals", "visits", "checks"):
        old = before.days(table) if before else {}
        parts = staging.parts(table)
        for day in sorted(old.keys() | parts.keys()):
            target = new.partition(table, day)
            target.parent.mkdir()
            if day not in parts and not _has(old[day], gone):
                os.link(old[day], target)
                continue
            sources = [_kept(old[day], gone)] if day in old else []
            sources += [_batches(path) for path in parts.get(day, [])]
            _write(target, table, (batch for source in sources for batch in source))
    replace("exposures", staging, new)
    for table in TABLES:
        placeholder = new.placeholder(table)
        if not placeholder.exists():
            placeholder.parent.mkdir(exist_ok=True)
            pq.write_table(_without_day(schema_of(table).empty_table()), placeholder)


def count(build: Build) -> tuple[int, int]:
    """Return how many conversations and messages a build has; all ids are held in memory."""
    keys: set[str] = set()
    messages = 0
    for path in build.days("messages").values():
        held = pq.read_table(path, columns=["conversation_key"])["conversation_key"]
        messages += len(held)
        keys.update(held.unique().to_pylist())
    return len(keys), messages


def replace(table: str, staging: Staging, new: Build) -> None:
    """Fill a table of `new` with the collected rows alone."""
    for day, paths in staging.parts(table).items():
        target = new.partition(table, day)
        target.parent.mkdir()
        _write(target, table, (batch for path in paths for batch in _batches(path)))


def _has(path: Path, keys: pa.Array) -> bool:
    if len(keys) == 0:
        return False
    held = pq.read_table(path, columns=["conversation_key"])["conversation_key"]
    return bool(pc.any(pc.is_in(held, keys)).as_py())


def _kept(path: Path, gone: pa.Array) -> Iterator[pa.Table]:
    for batch in _batches(path):
        yield batch.filter(pc.invert(pc.is_in(batch["conversation_key"], gone)))


def _batches(path: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_GROUP):
            yield pa.Table.from_batches([batch])


def _write(path: Path, table: str, batches: Iterator[pa.Table]) -> None:
    """Write batches of rows; a day without any row gets no file, only a folder."""
    schema = _without_day(schema_of(table).empty_table()).schema
    writer: pq.ParquetWriter | None = None
    try:
        for batch in batches:
            if batch.num_rows == 0:
                continue
            writer = writer or pq.ParquetWriter(path, schema, compression="zstd")
            writer.write_table(_without_day(batch), row_group_size=_GROUP)
    finally:
        if writer:
            writer.close()


def _without_day(table: pa.Table) -> pa.Table:
    """Return the table without its column `day`, which the folder's name has."""
    return table.drop_columns(["day"]) if "day" in table.column_names else table
