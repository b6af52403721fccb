"""Keep the worth of the orders in an offer's time, and the share of the draw."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Add paid_minor, margin_minor and held_percent to offers."""
    op.add_column("offers", sa.Column("paid_minor", sa.BigInteger))
    op.add_column("offers", sa.Column("margin_minor", sa.BigInteger))
    op.add_column("offers", sa.Column("held_percent", sa.Integer))
