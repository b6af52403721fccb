"""Signals of conversations become change sets."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Make change_sets."""
    op.create_table(
        "change_sets",
        sa.Column("change_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("unsettled", sa.Boolean, nullable=False),
        sa.Column("conversations", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("change_sets_unsettled", "change_sets", ["unsettled"])
    op.create_index("change_sets_state", "change_sets", ["state", "conversations"])
