"""Find archived events, inside the same reads that find the others.

A statement cannot read a file, and a file is not read while a connection waits. So a read that
needs a segment raises `SegmentsNeededError`; `ArchivedDatabase` loads it and runs the read again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from integrations.stores.sql.archive.archive_tables import (
    archive_messages,
    archive_parts,
    archive_segments,
)
from integrations.stores.sql.tables import events

T = TypeVar("T")

_LOOKED_AT = 64  # segments whose rows are read at once
NO_END = 2**63 - 1
"""A position behind every other."""

LiveEvent = tuple[int, int, str]
"""Position, sequence and payload of a row of `events`."""


class SegmentState(StrEnum):
    """Name the states of a segment, in their order."""

    WRITING = "writing"  # its file is being written, and nothing is in it yet
    KEPT = "kept"
    STALE = "stale"  # it has events that are in the log again: it has to be written anew
    DROPPED = "dropped"  # its file has to go


READABLE = (SegmentState.KEPT, SegmentState.STALE)


class ArchivedEvent(NamedTuple):
    """Hold a row of `events` as it was."""

    position: int
    conversation_id: str
    sequence: int
    at: datetime  # aware
    type: str
    payload: str
    account_id: str | None
    provider_message_id: str | None


class Segment(Protocol):
    """Give the events of a segment that was read from its file, in the order of the log."""

    def part(self, conversation_id: str, *, first: int, last: int) -> Sequence[ArchivedEvent]:
        """Return a conversation's events from one sequence to another, both included."""
        ...

    def span(self, *, after: int, until: int) -> Sequence[ArchivedEvent]:
        """Return the events at positions greater than `after`, up to `until`."""
        ...


class SegmentsNeededError(Exception):
    """Ask for segments, or without any for another try, because events moved meanwhile."""

    def __init__(self, ids: Collection[str] = ()) -> None:
        super().__init__(*sorted(ids))
        self.ids = frozenset(ids)


class SegmentPlace(NamedTuple):
    """Hold where a segment's events are in the log."""

    segment_id: str
    state: str
    first_position: int
    events: int


_LOADED: ContextVar[Mapping[str, Segment] | None] = ContextVar("loaded_segments", default=None)


def with_segments(
    segments: Mapping[str, Segment], work: Callable[[Connection], T], connection: Connection
) -> T:
    """Run `work` on a connection, with segments that were read for it."""
    token = _LOADED.set(segments)
    try:
        return work(connection)
    finally:
        _LOADED.reset(token)


def loaded(ids: Collection[str]) -> Mapping[str, Segment]:
    """Return segments by their ids.

    Raises:
        SegmentsNeededError: some have to be read first.
    """
    found = _LOADED.get() or {}
    if missing := [one for one in ids if one not in found]:
        raise SegmentsNeededError(missing)
    return found


_PARTS = (
    select(archive_parts)
    .where(
        archive_parts.c.conversation_id == bindparam("conversation"),
        archive_parts.c.last_sequence > bindparam("after"),
        archive_parts.c.first_sequence < bindparam("before"),
    )
    .order_by(archive_parts.c.first_sequence)
)


def earlier_events(
    connection: Connection, conversation_id: str, *, after: int, before: int
) -> list[ArchivedEvent]:
    """Return a conversation's events between two sequences, which are not in `events`.

    Raises:
        SegmentsNeededError: segments have to be read, or the events came back meanwhile.
    """
    between = {"conversation": conversation_id, "after": after, "before": before}
    parts = connection.execute(_PARTS, between).all()
    segments = loaded([part.segment_id for part in parts])
    found = [
        row
        for part in parts
        for row in segments[part.segment_id].part(
            conversation_id,
            first=max(part.first_sequence, after + 1),
            last=min(part.last_sequence, before - 1),
        )
    ]
    if len(found) != before - after - 1:
        raise SegmentsNeededError
    return found


def find_message(
    connection: Connection, account_id: str, provider_message_id: str
) -> ArchivedEvent | None:
    """Return the archived event of an accepted message.

    Raises:
        SegmentsNeededError: its segment has to be read first.
    """
    place = connection.execute(
        select(archive_messages.c.conversation_id, archive_messages.c.sequence).where(
            archive_messages.c.account_id == account_id,
            archive_messages.c.provider_message_id == provider_message_id,
        )
    ).one_or_none()
    if place is None:
        return None
    conversation_id, sequence = place
    (found,) = earlier_events(connection, conversation_id, after=sequence - 1, before=sequence + 1)
    return found


def segments_after(connection: Connection, after: int) -> tuple[SegmentPlace, ...]:
    """Return segments that have events after a position, by their first; 64 are enough to go on."""
    most = _LOOKED_AT
    while True:
        rows = connection.execute(_AFTER, {"after": after, "most": most}).all()
        if len(rows) < most or rows[-1].first_position > after:
            return tuple(SegmentPlace(*row) for row in rows)
        most *= 4


_AFTER = (
    select(
        archive_segments.c.segment_id,
        archive_segments.c.state,
        archive_segments.c.first_position,
        archive_segments.c.events,
    )
    .where(
        archive_segments.c.last_position > bindparam("after"),
        archive_segments.c.state.in_(READABLE),
    )
    .order_by(archive_segments.c.first_position)
    .limit(bindparam("most"))
)


def merge(
    places: Sequence[SegmentPlace],
    live: Sequence[LiveEvent],
    *,
    after: int,
    limit: int,
    until: int = NO_END,
    wanted: Callable[[str], bool] | None = None,
) -> tuple[list[ArchivedEvent | LiveEvent], int]:
    """Return up to `limit` events after a position, of segments and of the log, in order.

    An event that is in both, because it came back, is given as the log has it. `wanted` says of
    which conversations `live` is; none: of all. The second value is the position up to which there
    are no others.

    Raises:
        SegmentsNeededError: segments have to be read first.
    """
    if len(live) >= limit:
        until = live[-1][0]
    if len(places) >= _LOOKED_AT:  # there may be more, but none that begins earlier
        until = min(until, places[-1].first_position)
    chosen, whole = list[str](), 0
    for place in places:
        begins_later = place.first_position > after
        if begins_later and (whole >= limit or place.first_position > until):
            until = min(until, place.first_position - 1)
            break
        chosen.append(place.segment_id)
        whole += place.events if begins_later else 0
    segments = loaded(chosen)
    found: dict[int, ArchivedEvent | LiveEvent] = {
        row.position: row
        for one in chosen
        for row in segments[one].span(after=after, until=until)
        if wanted is None or wanted(row.conversation_id)
    }
    found |= {row[0]: row for row in live if row[0] <= until}
    first = sorted(found)[:limit]
    return [found[position] for position in first], first[-1] if len(first) == limit else until


def newest_position(connection: Connection) -> int:
    """Return the position of the log's newest event, archived or not; 0: there is none."""
    live = connection.execute(select(func.max(events.c.position))).scalar() or 0
    kept = archive_segments.c.state.in_(READABLE)
    archived = select(func.max(archive_segments.c.last_position)).where(kept)
    return max(live, connection.execute(archived).scalar() or 0)
