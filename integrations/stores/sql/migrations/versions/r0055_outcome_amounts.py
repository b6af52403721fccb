"""Keep what followed customers paid and left as margin: their sides are compared by it."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Add paid_minor and margin_minor to outreach_outcomes, and an index to sum them up."""
    op.add_column("outreach_outcomes", sa.Column("paid_minor", sa.BigInteger))
    op.add_column("outreach_outcomes", sa.Column("margin_minor", sa.BigInteger))
    op.create_index(
        "outreach_outcomes_amounts",
        "outreach_outcomes",
        ["trigger", "held_percent", "held_out", "paid_minor", "margin_minor"],
    )
