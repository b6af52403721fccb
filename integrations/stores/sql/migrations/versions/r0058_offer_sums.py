"""Keep sums of the sides of offers, and find the few that are open without reading all."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    """Make offer_sums, add is_summed to offers, and indexes of the newest, open and unsummed."""
    op.create_table(
        "offer_sums",
        sa.Column("occasion", sa.Text, primary_key=True),
        sa.Column("held_percent", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("is_held_out", sa.Boolean, primary_key=True),
        sa.Column("customers", sa.Integer, nullable=False),
        sa.Column("ordered", sa.Integer, nullable=False),
        sa.Column("paid", sa.Double, nullable=False),
        sa.Column("paid_squares", sa.Double, nullable=False),
        sa.Column("margin", sa.Double, nullable=False),
        sa.Column("margin_squares", sa.Double, nullable=False),
        sa.Column("with_margin", sa.Integer, nullable=False),
        sa.Column("newest", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("offers", sa.Column("is_summed", sa.Boolean))
    op.create_index("offers_newest", "offers", ["at"])
    for name, columns, where in (
        ("offers_open", ["ends_on"], "orders IS NULL"),
        ("offers_unused", ["state", "look_at"], "used IS NULL"),
        (
            "offers_unsummed",
            ["at"],
            "paid_minor IS NOT NULL AND held_percent IS NOT NULL AND is_summed IS NULL",
        ),
    ):
        few = sa.text(where)
        op.create_index(name, "offers", columns, sqlite_where=few, postgresql_where=few)
