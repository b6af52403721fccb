"""Make the table of turns in shadow that were counted and pruned."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Make shadow_tallies."""
    op.create_table(
        "shadow_tallies",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("pruned", sa.BigInteger, nullable=False),
    )
