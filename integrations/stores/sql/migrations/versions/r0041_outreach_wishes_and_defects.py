"""Make the tables of first prices of wishes, and of defects of batches."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Make outreach_prices and outreach_defects."""
    op.create_table(
        "outreach_prices",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("wish", sa.Text, primary_key=True),
        sa.Column("amount_minor", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "outreach_defects",
        sa.Column("defect_id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
