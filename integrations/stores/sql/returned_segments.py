"""Put the events that versions before kept in files of an archive back into the log.

A version before that runs beside this one, or after it, may still write such files: so each start
looks. Segments are taken one by one, each in a transaction: what a crash leaves is done next time.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Row, bindparam, column, delete, insert, select, table, update

from assistant.ports import LogUnavailableError
from integrations.stores.sql.tables import events

log = structlog.get_logger(__name__)

T = TypeVar("T")

_segments = table("archive_segments", column("segment_id"), column("state"), column("sha256"))
_parts = table(
    "archive_parts",
    *map(column, ("segment_id", "conversation_id", "first_sequence", "last_sequence")),
)
_messages = table("archive_messages", column("account_id"), column("provider_message_id"))
_files = table("archive_files", column("conversation_id"))
_READABLE = ("kept", "stale")  # stale: it has events, too, that are in the log again
_LEFT = select(_segments).order_by(_segments.c.segment_id)
_OF_THE_MESSAGE = delete(_messages).where(
    _messages.c.account_id == bindparam("account_id"),
    _messages.c.provider_message_id == bindparam("provider_message_id"),
)
_COLUMNS = [one.name for one in events.columns]


class DatabaseEngine(Protocol):
    """Run work on a connection; see `Database`."""

    async def write(self, work: Callable[[Connection], T]) -> T: ...

    async def read(self, work: Callable[[Connection], T]) -> T: ...


async def return_segments(engine: DatabaseEngine, folder: Path) -> None:
    """Put the events of every segment back, and remove its file from `folder`.

    Raises:
        LogUnavailableError: a file is missing, or is not as it was written; nothing of it is lost.
    """
    left = await engine.read(lambda connection: connection.execute(_LEFT).all())
    for one in left:
        path = folder / f"{one.segment_id}.parquet"
        if one.state in _READABLE:
            rows = await _load(engine, path, one)
            count = await engine.write(partial(_put_back, segment_id=one.segment_id, rows=rows))
            log.info("archive.returned", segment=one.segment_id, events=count, of=len(left))
        await asyncio.to_thread(path.unlink, missing_ok=True)
        await engine.write(partial(_forget, segment_id=one.segment_id))


def expect_in_log(connection: Connection, conversation_id: str) -> None:
    """Refuse to erase a conversation of which events are in a file: its words would come back.

    Raises:
        LogUnavailableError: a version before, which runs as well, moved them since the last start.
    """
    of_it = select(_parts).where(_parts.c.conversation_id == conversation_id)
    if connection.execute(of_it.limit(1)).first():
        msg = "a version before moved events of it into a file: start Comptoir again, then erase"
        raise LogUnavailableError(msg)


async def _load(engine: DatabaseEngine, path: Path, segment: Row[Any]) -> Sequence[dict[str, Any]]:
    try:
        return await asyncio.to_thread(_read, path, segment.sha256)
    except (OSError, ValueError) as error:
        now = await engine.read(lambda connection: connection.execute(_LEFT).all())
        if segment not in now:  # another process was quicker
            return []
        msg = (
            f"{path} cannot be read, and old conversations are in it: {error}; take the file from"
            " another machine or a backup (docs/subsystems/event-log.md)"
        )
        raise LogUnavailableError(msg) from error


def _read(path: Path, sha256: str) -> Sequence[dict[str, Any]]:
    import pyarrow as pa  # noqa: PLC0415 - seconds, for shops that have segments alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        msg = "it is not as it was written"
        raise ValueError(msg)
    found = pq.ParquetFile(pa.BufferReader(content)).read(columns=_COLUMNS, use_threads=False)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def _put_back(connection: Connection, segment_id: str, rows: Sequence[dict[str, Any]]) -> int:
    """Store the events that are in this segment alone; return how many."""
    mine = _segments.c.segment_id == segment_id, _segments.c.state.in_(_READABLE)
    if connection.execute(update(_segments).where(*mine).values(state="dropped")).rowcount != 1:
        return 0  # another process was quicker
    of_it = _parts.c.segment_id == segment_id
    places = {
        (one.conversation_id, sequence)
        for one in connection.execute(select(_parts).where(of_it))
        for sequence in range(one.first_sequence, one.last_sequence + 1)
    }
    back = [row for row in rows if (row["conversation_id"], row["sequence"]) in places]
    if back:
        connection.execute(insert(events), back)
    if ids := [row for row in back if row["provider_message_id"] is not None]:
        connection.execute(_OF_THE_MESSAGE, ids)
    connection.execute(delete(_parts).where(of_it))
    gone = _files.c.conversation_id.not_in(select(_parts.c.conversation_id))
    connection.execute(delete(_files).where(gone))
    return len(back)


def _forget(connection: Connection, segment_id: str) -> None:
    connection.execute(delete(_segments).where(_segments.c.segment_id == segment_id))
