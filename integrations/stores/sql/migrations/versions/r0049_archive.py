"""Make the tables of the archive: which events are in files, and in which."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Make archive_segments, archive_parts, archive_messages and archive_files."""
    op.create_table(
        "archive_segments",
        sa.Column("segment_id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_position", sa.BigInteger, nullable=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    op.create_index(
        "archive_segments_place", "archive_segments", ["last_position", "first_position"]
    )
    op.create_table(
        "archive_parts",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("first_sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opted_out", sa.Boolean, nullable=False),
        sa.Column(
            "segment_id", sa.Text, sa.ForeignKey("archive_segments.segment_id"), nullable=False
        ),
    )
    op.create_index("archive_parts_segment", "archive_parts", ["segment_id"])
    op.create_table(
        "archive_messages",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("provider_message_id", sa.Text, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "archive_files",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("attachment_id", sa.Text, primary_key=True),
    )
