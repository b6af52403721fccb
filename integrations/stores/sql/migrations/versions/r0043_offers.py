"""Make the tables of offers, and of how far the log was read for occasions."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Make offers and offer_reads."""
    op.create_table(
        "offers",
        sa.Column("offer_id", sa.Text, primary_key=True),
        sa.Column("cause_id", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("worth_minor", sa.BigInteger, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("orders", sa.Integer),
    )
    op.create_index("offers_cause", "offers", ["cause_id"], unique=True)
    op.create_index("offers_day", "offers", ["day", "state"])
    op.create_index("offers_customer", "offers", ["customer_id", "at"])
    op.create_index("offers_state", "offers", ["state", "ends_on"])
    op.create_table(
        "offer_reads",
        sa.Column("reader", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
