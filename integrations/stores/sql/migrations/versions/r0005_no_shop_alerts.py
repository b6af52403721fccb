"""Drop the built-in shop's own alerts: who waits, in whatever shop, is in stock_waiting."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Drop shop_alerts, which nothing reads."""
    op.drop_table("shop_alerts")
