"""Make the table of stops that outlive the erasure of their conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Make outreach_stops."""
    op.create_table(
        "outreach_stops",
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, primary_key=True),
    )
