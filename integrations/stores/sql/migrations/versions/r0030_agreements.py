"""Make the tables of people's decisions on the assistant's work."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Make agreements and agreement_position."""
    op.create_table(
        "agreements",
        sa.Column("decision_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
    op.create_table(
        "agreement_position",
        sa.Column("reader", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
