"""Put an archived conversation back into the log, and write the segments it was in anew.

The first is part of the transaction that erases; the second follows it, so that no file has what
was erased when the erasure returns. What a crash leaves, the next erasure or archival finishes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from assistant.ports import LogUnavailableError
from integrations.stores.sql.archive.archive_tables import (
    archive_files,
    archive_messages,
    archive_parts,
    archive_segments,
)
from integrations.stores.sql.archive.archived_events import (
    READABLE,
    ArchivedEvent,
    SegmentsNeededError,
    SegmentState,
    earlier_events,
)
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.tables import events

if TYPE_CHECKING:
    from integrations.stores.sql.archive.segment_files import SegmentFile, SegmentFiles

_OF_THE_MESSAGE = delete(archive_messages).where(
    archive_messages.c.account_id == bindparam("account"),
    archive_messages.c.provider_message_id == bindparam("message"),
)


def bring_back(connection: Connection, conversation_id: str) -> None:
    """Put a conversation's archived events into `events` again, where they were.

    Raises:
        SegmentsNeededError: segments have to be read, or were written anew meanwhile.
    """
    mine = archive_parts.c.conversation_id == conversation_id
    parts = connection.execute(select(archive_parts).where(mine)).all()
    if not parts:
        return
    rows = earlier_events(
        connection, conversation_id, after=0, before=max(one.last_sequence for one in parts) + 1
    )
    for part in parts:
        stale = (
            update(archive_segments)
            .where(
                archive_segments.c.segment_id == part.segment_id,
                archive_segments.c.state.in_(READABLE),
            )
            .values(state=SegmentState.STALE)
        )
        if connection.execute(stale).rowcount != 1:
            raise SegmentsNeededError
    connection.execute(insert(events), [row._asdict() for row in rows])
    ids = [
        {"account": row.account_id, "message": row.provider_message_id}
        for row in rows
        if row.provider_message_id is not None
    ]
    if ids:
        connection.execute(_OF_THE_MESSAGE, ids)
    connection.execute(
        delete(archive_files).where(archive_files.c.conversation_id == conversation_id)
    )
    connection.execute(delete(archive_parts).where(mine))


async def finish(database: Database) -> None:
    """Write stale segments anew without the events that came back, and remove dropped files.

    Raises:
        LogUnavailableError: the database or the folder cannot be used now.
    """
    left = select(archive_segments).where(
        archive_segments.c.state.in_((SegmentState.STALE, SegmentState.DROPPED))
    )
    for segment in await fetch(database, left):
        if segment.state == SegmentState.STALE:
            await SegmentRewriting(database, segment).run()
        await drop(database, segment.segment_id)


async def drop(database: Database, segment_id: str) -> None:
    """Remove a dropped segment's file, and then its row."""
    await asyncio.to_thread(open_files(database.archive).drop, segment_id)
    await change(
        database,
        delete(archive_segments).where(
            archive_segments.c.segment_id == segment_id,
            archive_segments.c.state == SegmentState.DROPPED,
        ),
    )


def open_files(folder: Path) -> "SegmentFiles":
    """Return the files of segments; PyArrow is loaded for them."""
    from integrations.stores.sql.archive.segment_files import SegmentFiles  # noqa: PLC0415 - heavy

    return SegmentFiles(folder)


async def note(database: Database, rows: Sequence[ArchivedEvent], at: datetime) -> str:
    """Store that a segment is going to be written; return its id."""
    segment_id = f"{rows[0].at:%Y-%m}/{uuid4().hex}"
    row = {
        "segment_id": segment_id,
        "state": SegmentState.WRITING,
        "made_at": at,
        "first_position": rows[0].position,
        "last_position": rows[-1].position,
        "events": len(rows),
        "bytes": 0,
        "sha256": "",
    }
    await change(database, insert(archive_segments).values(row))
    return segment_id


def keep(connection: Connection, segment_id: str, written: "SegmentFile") -> bool:
    """Store that a segment is kept from now on; False: somebody took it for abandoned."""
    kept = (
        update(archive_segments)
        .where(
            archive_segments.c.segment_id == segment_id,
            archive_segments.c.state == SegmentState.WRITING,
        )
        .values(state=SegmentState.KEPT, bytes=written.bytes, sha256=written.sha256)
    )
    return connection.execute(kept).rowcount == 1


class _SegmentChangedError(Exception):
    """Say that another process changed the segment first; undo, and look again."""


@dataclass(frozen=True, slots=True)
class SegmentRewriting:
    """Write one stale segment anew."""

    database: Database
    segment: Row[Any]

    async def run(self) -> None:
        """Replace the segment by another without the events that came back."""
        while not await self._once():
            pass

    async def _once(self) -> bool:
        """Try once; False: more came back meanwhile."""
        files = open_files(self.database.archive)
        old = self.segment.segment_id
        parts = await fetch(self.database, _parts(old))
        try:
            table = await asyncio.to_thread(files.load, old, self.segment.sha256)
        except FileNotFoundError:
            if await self._is_replaced():  # by another process, which dropped the file
                return True
            msg = f"{files.path(old)} is missing: take it from a backup"
            raise LogUnavailableError(msg) from None
        rows = [
            row
            for part in parts
            for row in table.part(
                part.conversation_id, first=part.first_sequence, last=part.last_sequence
            )
        ]
        rows.sort()
        new, written = "", None
        if rows:
            new = await note(self.database, rows, datetime.now(UTC))
            written = await asyncio.to_thread(files.write, new, rows)
        try:
            await self.database.write(lambda one: self._replace(one, parts, new, written))
        except _SegmentChangedError:
            return await self._is_replaced()
        return True

    def _replace(
        self,
        connection: Connection,
        parts: Sequence[Row[Any]],
        new: str,
        written: "SegmentFile | None",
    ) -> None:
        old = self.segment.segment_id
        dropped = (
            update(archive_segments)
            .where(
                archive_segments.c.segment_id == old,
                archive_segments.c.state == SegmentState.STALE,
            )
            .values(state=SegmentState.DROPPED)
        )
        if connection.execute(dropped).rowcount != 1:
            raise _SegmentChangedError
        if connection.execute(_parts(old)).all() != parts:
            raise _SegmentChangedError
        if written is not None:
            if not keep(connection, new, written):
                raise _SegmentChangedError
            moved = update(archive_parts).where(archive_parts.c.segment_id == old)
            connection.execute(moved.values(segment_id=new))

    async def _is_replaced(self) -> bool:
        """Return whether another process did it; the file written here is abandoned."""
        still = select(archive_segments.c.state).where(
            archive_segments.c.segment_id == self.segment.segment_id
        )
        rows = await fetch(self.database, still)
        return not rows or rows[0].state != SegmentState.STALE


def _parts(segment_id: str) -> Any:  # noqa: ANN401 - SQLAlchemy's own type of a query
    return (
        select(archive_parts)
        .where(archive_parts.c.segment_id == segment_id)
        .order_by(archive_parts.c.conversation_id, archive_parts.c.first_sequence)
    )
