"""Make the table of who waits for something to be back in stock."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make stock_waiting."""
    op.create_table(
        "stock_waiting",
        sa.Column("alert_id", sa.Text, primary_key=True),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("product_id", sa.Text, nullable=False),
        sa.Column("variant_id", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("customer_id", "product_id", "variant_id", name="stock_waiting_wish"),
    )
    op.create_index("stock_waiting_turn", "stock_waiting", ["looked_at", "asked_at"])
