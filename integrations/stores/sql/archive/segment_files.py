"""Write segments of the archive as Parquet files, and read them. Heavy, so no start imports it.

A file is for its owner alone, is on the disk before its row says so, and never changes.
"""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assistant.kit.private_folder import make_private
from integrations.stores.sql.archive.archived_events import ArchivedEvent

NAMING = ("identity_proven", "contact_address_given")
"""Types of the events that say who a customer is, or where they are answered."""

_LEVEL = 9  # of Zstandard: files are written once
_SCHEMA = pa.schema(
    [
        pa.field("position", pa.int64(), nullable=False),
        pa.field("conversation_id", pa.string(), nullable=False),
        pa.field("sequence", pa.int32(), nullable=False),
        pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("payload", pa.string(), nullable=False),
        pa.field("account_id", pa.string()),
        pa.field("provider_message_id", pa.string()),
        # The payload once more, of events of `NAMING`: people are looked for in it alone.
        pa.field("naming", pa.string()),
    ]
)


class DamagedSegmentError(Exception):
    """Say that a segment's file is not as it was written."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """Implement `Segment` on an Arrow table."""

    table: pa.Table

    def part(self, conversation_id: str, *, first: int, last: int) -> list[ArchivedEvent]:
        sequence = self.table["sequence"]
        here = pc.and_(pc.greater_equal(sequence, first), pc.less_equal(sequence, last))
        mine = pc.equal(self.table["conversation_id"], conversation_id)
        return _rows(self.table.filter(pc.and_(mine, here)))

    def span(self, *, after: int, until: int) -> list[ArchivedEvent]:
        position = self.table["position"]
        here = pc.and_(pc.greater(position, after), pc.less_equal(position, until))
        return _rows(self.table.filter(here))

    def rows(self) -> list[ArchivedEvent]:
        """Return every event of the segment."""
        return _rows(self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFile:
    """Hold the size and the digest of a file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentFiles:
    """Keep segments below a folder, which processes on other machines may share."""

    folder: Path

    def path(self, segment_id: str) -> Path:
        """Return the file of a segment."""
        return self.folder / f"{segment_id}.parquet"

    def write(self, segment_id: str, rows: Sequence[ArchivedEvent]) -> SegmentFile:
        """Write rows to a new file, read it back, and return once it is on the disk.

        Raises:
            DamagedSegmentError: other rows were read back.
        """
        path = self.path(segment_id)
        make_private(path.parent)
        sink = pa.BufferOutputStream()
        pq.write_table(_table(rows), sink, compression="zstd", compression_level=_LEVEL)
        content = sink.getvalue().to_pybytes()
        # A new file, which nobody else of the machine may read.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - with rights
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        for folder in (path.parent, self.folder):
            _sync(folder)
        written = SegmentFile(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        if self.load(segment_id, written.sha256).rows() != list(rows):
            msg = f"{path} was read back with other events than were written"
            raise DamagedSegmentError(msg)
        return written

    def load(self, segment_id: str, sha256: str) -> SegmentTable:
        """Read a segment from its file.

        Raises:
            FileNotFoundError: it has none, or has none any more.
            DamagedSegmentError: the file is not the one that was written.
        """
        content = self.path(segment_id).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            msg = f"{self.path(segment_id)} is not as it was written: take it from a backup"
            raise DamagedSegmentError(msg)
        return SegmentTable(pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False))

    def drop(self, segment_id: str) -> None:
        """Remove the file of a segment, if there is one."""
        self.path(segment_id).unlink(missing_ok=True)

    def naming(self, ids: Collection[str], texts: Collection[str]) -> Iterator[str]:
        """Yield the conversations with an event of `NAMING` that has one of `texts` in it."""
        for segment_id in ids:
            try:
                found = pq.read_table(
                    self.path(segment_id), columns=["conversation_id", "naming"]
                ).drop_null()
            except FileNotFoundError:  # it was written anew: an erasure goes on
                continue
            payloads = zip(*found.to_pydict().values(), strict=True)
            yield from (one for one, said in payloads if any(text in said for text in texts))


def _table(rows: Sequence[ArchivedEvent]) -> pa.Table:
    naming = [row.payload if row.type in NAMING else None for row in rows]
    columns = [*zip(*rows, strict=True), naming]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _rows(table: pa.Table) -> list[ArchivedEvent]:
    columns = [table[name].to_pylist() for name in ArchivedEvent._fields]
    return [ArchivedEvent(*row) for row in zip(*columns, strict=True)]


def _sync(folder: Path) -> None:
    """Write a folder's list of files to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
