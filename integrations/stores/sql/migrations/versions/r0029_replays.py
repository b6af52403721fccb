"""Make the tables of replays."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make replay_runs and replay_turns."""
    op.create_table(
        "replay_runs",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("going", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("replay_runs_going", "replay_runs", ["going", "asked_at"])
    op.create_table(
        "replay_turns",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("replay_turns_conversation", "replay_turns", ["conversation_id"])
