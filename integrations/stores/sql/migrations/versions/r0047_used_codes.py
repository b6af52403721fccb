"""Keep the codes of the built-in shop, and whether the code of an offer was used."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Make shop_codes, and add used and look_at to offers."""
    op.create_table(
        "shop_codes",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text),
    )
    op.add_column("offers", sa.Column("used", sa.Boolean))
    op.add_column("offers", sa.Column("look_at", sa.DateTime(timezone=True)))
