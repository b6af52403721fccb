"""Define the built-in shop's tables; a field that is looked up or locked has a column.

The rest is a record, as JSON.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = [
    "codes",
    "customers",
    "fillings",
    "metadata",  # with these tables in it
    "orders",
    "products",
    "receipts",
    "stock",
]

customers = Table(
    "shop_customers",
    metadata,
    Column("customer_id", Text, primary_key=True),
    # These four as `assistant.commerce.customer` folds them.
    Column("email", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("record", Text, nullable=False),  # JSON, see shop_statements.py
    Index("shop_customers_email", "email"),
    Index("shop_customers_name", "family_name", "postcode"),
)

orders = Table(
    "shop_orders",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),  # folded
    Column("customer_id", Text, ForeignKey(customers.c.customer_id), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("record", Text, nullable=False),
    Index("shop_orders_customer", "customer_id", "placed_at"),
)

products = Table(
    "shop_products",
    metadata,
    Column("product_id", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("rank", Integer, nullable=False),  # 0: the shop's own language
    Column("record", Text, nullable=False),  # without stock
)

stock = Table(
    "shop_stock",
    metadata,
    Column("product_id", Text, primary_key=True),
    Column("variant_id", Text, primary_key=True),
    Column("pieces", Integer),  # NULL: not counted
)

receipts = Table(
    "shop_receipts",
    metadata,
    Column("key", Text, primary_key=True),  # of the permit
    Column("record", Text, nullable=False),  # empty only inside the transaction that has the effect
)

codes = Table(
    "shop_codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("record", Text, nullable=False),  # JSON, of the voucher
    Column("order_id", Text),  # that it was used for; NULL: none
)

fillings = Table(
    "shop_fillings",
    metadata,
    Column("source", Text, primary_key=True),  # what the shop was filled with: "demo"
    Column("filled_on", Date, nullable=False),
)
