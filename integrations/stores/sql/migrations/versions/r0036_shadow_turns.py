"""Make the tables of turns that the assistant takes in shadow."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Make shadow_turns and shadow_runs."""
    op.create_table(
        "shadow_turns",
        sa.Column("turn_id", sa.Text, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.Column("by", sa.Text, nullable=False),
    )
    op.create_index("shadow_turns_state", "shadow_turns", ["state", "at"])
    op.create_index("shadow_turns_conversation", "shadow_turns", ["conversation_id"])
    op.create_table(
        "shadow_runs",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger),
        sa.Column("at", sa.DateTime(timezone=True)),
    )
