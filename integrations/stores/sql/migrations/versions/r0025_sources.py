"""Lists of the desk say which sources replies rest on."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make case_sources; the lists are made again from the log, by the first process there is."""
    op.create_table(
        "case_sources",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_id", sa.Text, nullable=False),
        sa.Column("question_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean),
    )
    op.create_index("case_sources_url", "case_sources", ["url", "kind", "at"])
    op.create_index("case_sources_kind", "case_sources", ["kind", "at"])
