"""Make the tables of scenarios with simulated customers."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Make scenarios and played_talks."""
    op.create_table(
        "scenarios",
        sa.Column("scenario_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "played_talks",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("scenario_id", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
