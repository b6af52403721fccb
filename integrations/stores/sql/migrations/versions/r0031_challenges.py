"""Make the table of people's judgements on answers of the day before."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Make challenges."""
    op.create_table(
        "challenges",
        sa.Column("reply_id", sa.Text, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("made_id", sa.Text, nullable=False),
    )
    op.create_index("challenges_by", "challenges", ["by", "at"])
    op.create_index("challenges_conversation", "challenges", ["conversation_id"])
