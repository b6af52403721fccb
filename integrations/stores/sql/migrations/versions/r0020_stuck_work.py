"""Make the table of work that is stuck, and that which readiness is tried on."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make stuck_work and trials."""
    op.create_table(
        "stuck_work",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True)),
        sa.Column("put_away_at", sa.DateTime(timezone=True)),
    )
    op.create_index("stuck_work_dead", "stuck_work", ["dead_at"])
    op.create_table(
        "trials",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
