"""Define the tables that say which events are in the archive, and in which segment of it."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

OPTED_OUT = "contact_opted_out"
"""Type of the event of a customer who is not to be written to."""

# A segment is a file that never changes. Its row is there before the file, and after it.
archive_segments = Table(
    "archive_segments",
    metadata,
    Column("segment_id", Text, primary_key=True),  # names the file: 2026-11/1f0c...
    Column("state", Text, nullable=False),  # a `SegmentState`
    Column("made_at", UtcDateTime, nullable=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),  # of the file
    Index("archive_segments_place", "last_position", "first_position"),
)

# Events of one conversation, without a gap; what came later is in another part, or in `events`.
archive_parts = Table(
    "archive_parts",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("first_sequence", Integer, primary_key=True, autoincrement=False),
    Column("last_sequence", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("opted_out", Boolean, nullable=False),  # the customer did, in one of the events
    Column(
        "segment_id",
        Text,
        ForeignKey(archive_segments.c.segment_id),
        nullable=False,
    ),
    Index("archive_parts_segment", "segment_id"),
)

# The ids of archived messages: a message that is delivered again is still stored once.
archive_messages = Table(
    "archive_messages",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("provider_message_id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
)

# The files that archived events name, which are kept for as long.
archive_files = Table(
    "archive_files",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("attachment_id", Text, primary_key=True),
)
