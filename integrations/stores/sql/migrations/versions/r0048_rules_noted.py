"""Keep the rules that were met of topics beside those of orders."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Make rules_noted, with all of rules_met, which the version before goes on with."""
    op.create_table(
        "rules_noted",
        sa.Column("about", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(
        "INSERT INTO rules_noted (about, number, digest, at) "
        "SELECT 'orders', number, digest, at FROM rules_met"
    )
