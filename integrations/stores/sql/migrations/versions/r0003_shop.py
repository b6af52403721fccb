"""Make the built-in shop's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make customers, orders, products, stock, receipts, alerts and fillings."""
    _make_customers()
    _make_orders()
    _make_assortment()
    op.create_table(
        "shop_receipts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "shop_alerts",
        sa.Column(
            "customer_id",
            sa.Text,
            sa.ForeignKey("shop_customers.customer_id"),
            primary_key=True,
        ),
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("variant_id", sa.Text, primary_key=True),
    )
    op.create_table(
        "shop_fillings",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("filled_on", sa.Date, nullable=False),
    )


def _make_customers() -> None:
    op.create_table(
        "shop_customers",
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("given_name", sa.Text, nullable=False),
        sa.Column("family_name", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("shop_customers_email", "shop_customers", ["email"])
    op.create_index("shop_customers_name", "shop_customers", ["family_name", "postcode"])


def _make_orders() -> None:
    op.create_table(
        "shop_orders",
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column(
            "customer_id", sa.Text, sa.ForeignKey("shop_customers.customer_id"), nullable=False
        ),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("shop_orders_customer", "shop_orders", ["customer_id", "placed_at"])


def _make_assortment() -> None:
    op.create_table(
        "shop_products",
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "shop_stock",
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("variant_id", sa.Text, primary_key=True),
        sa.Column("pieces", sa.Integer),
    )
