"""Make the table of what customers did after a trigger found them."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Make outreach_outcomes."""
    op.create_table(
        "outreach_outcomes",
        sa.Column("trigger", sa.Text, primary_key=True),
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("held_out", sa.Boolean, nullable=False),
        sa.Column("effects", sa.Text, nullable=False),
    )
