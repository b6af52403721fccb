"""Count what followed customers did in one pass, and sum up only the amounts that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

_PAID = sa.text("paid_minor <> 0 OR margin_minor <> 0")


def upgrade() -> None:
    """Put an index to count by and a small one of amounts in the place of the two before."""
    op.create_index(
        "outreach_outcomes_known",
        "outreach_outcomes",
        ["trigger", "held_percent", "held_out", "effects", "paid_minor", "margin_minor"],
    )
    op.create_index(
        "outreach_outcomes_paid",
        "outreach_outcomes",
        ["trigger", "held_percent", "held_out", "paid_minor", "margin_minor"],
        sqlite_where=_PAID,
        postgresql_where=_PAID,
    )
    op.drop_index("outreach_outcomes_tallied", "outreach_outcomes")
    op.drop_index("outreach_outcomes_amounts", "outreach_outcomes")
