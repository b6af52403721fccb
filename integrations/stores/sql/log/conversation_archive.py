"""Move the events of old conversations into segments of the archive: read `move` first.

    noted, in the database -> the file, on the disk and read back -> moved, in one transaction

A crash before the last leaves a file that nothing names, and the events where they were; after it,
the events are in the segment and nowhere else.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from assistant.conversation.ownership import Stage
from assistant.desk.archive_round import ArchivedBatch
from assistant.ports import Clock
from integrations.stores.sql.archive.archive_tables import (
    OPTED_OUT,
    archive_files,
    archive_messages,
    archive_parts,
    archive_segments,
)
from integrations.stores.sql.archive.archived_events import ArchivedEvent, SegmentState
from integrations.stores.sql.database import Database, change
from integrations.stores.sql.log import stale_segments
from integrations.stores.sql.log.event_codec import attachments_in
from integrations.stores.sql.log.log_reading import ERASED
from integrations.stores.sql.tables import aware, conversations, events, pending

if TYPE_CHECKING:
    from integrations.stores.sql.archive.segment_files import SegmentFile

_LOOKED_AT = 1_000  # events
_SEGMENT_EVENTS = 1_500  # of some 200 conversations, in 100 kB; erasing one writes them anew
_ASKED = 500  # ids in one statement
_ABANDONED = timedelta(hours=1)  # a file is written in less than a second
_WITH_PEOPLE = (Stage.ASKED, Stage.OPEN, Stage.SNOOZED)
_LAST = (events.c.conversation_id == conversations.c.conversation_id) & (
    events.c.sequence == conversations.c.last_sequence
)


class _ChangedMeanwhileError(Exception):
    """Say that a conversation was erased meanwhile, or that something waits in it; undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _SegmentBatch:
    """Hold events to move, in the order of the log, and where to look on."""

    after: int
    is_last: bool
    rows: tuple[ArchivedEvent, ...] = ()
    erased: frozenset[str] = frozenset()  # conversations that were erased before


@dataclass(frozen=True, slots=True)
class SqlConversationArchive:
    """Implement the port `ConversationArchive`."""

    database: Database
    clock: Clock

    async def tidy(self) -> None:
        await change(self.database, _abandon(self.clock.now() - _ABANDONED))
        await stale_segments.finish(self.database)

    async def move(self, before: datetime, *, after: int) -> ArchivedBatch:
        batch = await self.database.read(partial(_pick, before=before, after=after))
        ends = ArchivedBatch(after=batch.after, is_last=batch.is_last)
        if not batch.rows:
            return ends
        segment_id = await self.note(batch.rows)
        written = await self.write(segment_id, batch.rows)
        try:
            await self.settle(batch, segment_id, written)
        except _ChangedMeanwhileError:  # looked at again the next time
            await change(self.database, _abandon(self.clock.now(), segment_id))
            return ends
        return ArchivedBatch(
            after=batch.after,
            is_last=batch.is_last,
            conversations=len({row.conversation_id for row in batch.rows}),
            events=len(batch.rows),
            bytes=written.bytes,
        )

    async def note(self, rows: Sequence[ArchivedEvent]) -> str:
        """Store that a segment is going to be written; return its id."""
        return await stale_segments.note(self.database, rows, self.clock.now())

    async def write(self, segment_id: str, rows: Sequence[ArchivedEvent]) -> "SegmentFile":
        """Write the file of a segment, and read it back."""
        files = await asyncio.to_thread(stale_segments.open_files, self.database.archive)
        return await asyncio.to_thread(files.write, segment_id, rows)

    async def settle(self, batch: _SegmentBatch, segment_id: str, written: "SegmentFile") -> None:
        """Delete the events of the log that are in the segment, in one transaction."""
        await self.database.write(
            partial(_settle, batch=batch, segment_id=segment_id, written=written)
        )


def _abandon(before: datetime, segment_id: str | None = None) -> Any:  # noqa: ANN401 - a statement
    which = (
        archive_segments.c.made_at < before
        if segment_id is None
        else archive_segments.c.segment_id == segment_id
    )
    writing = archive_segments.c.state == SegmentState.WRITING
    return update(archive_segments).where(writing, which).values(state=SegmentState.DROPPED)


def _pick(connection: Connection, before: datetime, after: int) -> _SegmentBatch:
    """Return the events of conversations in which nothing happened since `before`."""
    page = connection.execute(
        select(events.c.position, events.c.conversation_id, events.c.at)
        .where(events.c.position > after)
        .order_by(events.c.position)
        .limit(_LOOKED_AT)
    ).all()
    if all(aware(row.at) >= before for row in page):
        return _SegmentBatch(after=after, is_last=True)
    waits = exists().where(pending.c.conversation_id == conversations.c.conversation_id)
    quiet = connection.execute(
        select(conversations.c.conversation_id, conversations.c.status)
        .join(events, _LAST)
        .where(
            conversations.c.conversation_id.in_({row.conversation_id for row in page}),
            conversations.c.status.not_in(_WITH_PEOPLE),
            events.c.at < before,
            ~waits,
        )
    ).all()
    found = connection.execute(
        select(*(events.c[name] for name in ArchivedEvent._fields))
        .where(events.c.conversation_id.in_([row.conversation_id for row in quiet]))
        .order_by(events.c.position)
    )
    rows = [ArchivedEvent(*row)._replace(at=aware(row.at)) for row in found]
    taken, rest = _fit(rows)
    return _SegmentBatch(
        after=rest - 1 if rest else page[-1].position,
        is_last=not rest and len(page) < _LOOKED_AT,
        rows=tuple(row for row in rows if row.conversation_id in taken),
        erased=frozenset(row.conversation_id for row in quiet if row.status == ERASED),
    )


def _fit(rows: Sequence[ArchivedEvent]) -> tuple[set[str], int]:
    """Return whole conversations for one segment, and the first position that is left, or 0."""
    sizes = defaultdict[str, int](int)
    for row in rows:
        sizes[row.conversation_id] += 1
    taken, events_of_it = set[str](), 0
    for row in rows:
        if row.conversation_id in taken:
            continue
        if taken and events_of_it + sizes[row.conversation_id] > _SEGMENT_EVENTS:
            return taken, row.position
        taken.add(row.conversation_id)
        events_of_it += sizes[row.conversation_id]
    return taken, 0


def _settle(
    connection: Connection, batch: _SegmentBatch, segment_id: str, written: "SegmentFile"
) -> None:
    ids = sorted({row.conversation_id for row in batch.rows})
    positions = [row.position for row in batch.rows]
    _lock(connection, ids, batch.erased)
    gone = 0
    for at in range(0, len(positions), _ASKED):
        some = events.c.position.in_(positions[at : at + _ASKED])
        gone += connection.execute(delete(events).where(some)).rowcount
    if gone != len(positions) or not stale_segments.keep(connection, segment_id, written):
        raise _ChangedMeanwhileError
    connection.execute(insert(archive_parts), _part_rows(batch.rows, segment_id))
    if messages := [_message_row(row) for row in batch.rows if row.provider_message_id is not None]:
        connection.execute(insert(archive_messages), messages)
    if files := _file_rows(batch.rows):
        connection.execute(insert(archive_files), files)


def _lock(connection: Connection, ids: Sequence[str], erased: frozenset[str]) -> None:
    """Lock the conversations in one order; the same message is accepted after this, or before."""
    for at in range(0, len(ids), _ASKED):
        locked = connection.execute(
            select(conversations.c.conversation_id, conversations.c.status)
            .where(conversations.c.conversation_id.in_(ids[at : at + _ASKED]))
            .order_by(conversations.c.conversation_id)
            .with_for_update()
        )
        if any(row.status == ERASED and row.conversation_id not in erased for row in locked):
            raise _ChangedMeanwhileError
        # Two questions of `_pick` see the log at two moments: a message may have come between.
        waits = select(pending.c.conversation_id).where(
            pending.c.conversation_id.in_(ids[at : at + _ASKED])
        )
        if connection.execute(waits.limit(1)).first():
            raise _ChangedMeanwhileError


def _part_rows(rows: Sequence[ArchivedEvent], segment_id: str) -> list[dict[str, Any]]:
    parts = defaultdict[str, list[ArchivedEvent]](list)
    for row in rows:
        parts[row.conversation_id].append(row)
    return [
        {
            "conversation_id": conversation_id,
            "first_sequence": min(row.sequence for row in theirs),
            "last_sequence": max(row.sequence for row in theirs),
            "last_at": max(theirs, key=lambda row: row.sequence).at,
            "opted_out": any(row.type == OPTED_OUT for row in theirs),
            "segment_id": segment_id,
        }
        for conversation_id, theirs in parts.items()
    ]


def _message_row(row: ArchivedEvent) -> dict[str, Any]:
    return {
        "account_id": row.account_id,
        "provider_message_id": row.provider_message_id,
        "conversation_id": row.conversation_id,
        "sequence": row.sequence,
    }


def _file_rows(rows: Sequence[ArchivedEvent]) -> list[dict[str, Any]]:
    named = {
        (row.conversation_id, attachment)
        for row in rows
        if '"attachment_id"' in row.payload
        for attachment in attachments_in(row.payload)
    }
    return [{"conversation_id": one, "attachment_id": file} for one, file in sorted(named)]
