"""Look for people in the segments of the archive."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from assistant.conversation.ids import ConversationId
from integrations.stores.sql.archive.archive_tables import archive_parts, archive_segments
from integrations.stores.sql.archive.archived_events import READABLE
from integrations.stores.sql.database import Database, fetch

_ASKED = 500  # ids in one statement


async def archived_naming(database: Database, texts: Sequence[str]) -> list[ConversationId]:
    """Return archived conversations that name somebody by one of `texts`, oldest first.

    Every segment is looked into, at its few rows that name somebody: an index would be one more
    place that names people.
    """
    kept = select(archive_segments.c.segment_id).where(archive_segments.c.state.in_(READABLE))
    rows = await fetch(database, kept.order_by(archive_segments.c.first_position))
    if not rows:
        return []
    ids = [row.segment_id for row in rows]
    found = await asyncio.to_thread(_look, database.archive, ids, texts)
    there = set[str]()
    for at in range(0, len(found), _ASKED):
        some = archive_parts.c.conversation_id.in_(found[at : at + _ASKED])
        parts = await fetch(database, select(archive_parts.c.conversation_id).where(some))
        there |= {part.conversation_id for part in parts}
    return [ConversationId(one) for one in found if one in there]


def _look(folder: Path, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    from integrations.stores.sql.archive.segment_files import SegmentFiles  # noqa: PLC0415 - heavy

    return list(dict.fromkeys(SegmentFiles(folder).naming(ids, texts)))
