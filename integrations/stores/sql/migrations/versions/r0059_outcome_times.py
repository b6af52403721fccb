"""Keep when followed customers qualified: a trigger that is turned on again is judged anew."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

_PAID = sa.text("(paid_minor <> 0 OR margin_minor <> 0)")
_SUMMED = ["paid_minor", "margin_minor", "noted_at"]


def upgrade() -> None:
    """Add the times of outcomes and switches, as far as they are known, and count by them."""
    op.add_column("outreach_outcomes", sa.Column("noted_at", sa.DateTime(timezone=True)))
    op.add_column("outreach_switches", sa.Column("began_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE outreach_outcomes SET noted_at = (SELECT MIN(one.noted_at)"
        " FROM outreach_intents AS one WHERE one.trigger = outreach_outcomes.trigger"
        " AND one.customer_id = outreach_outcomes.customer_id AND one.state <> 'known')"
    )
    op.execute("UPDATE outreach_switches SET began_at = at WHERE is_on")
    op.create_index(
        "outreach_outcomes_counted",
        "outreach_outcomes",
        ["trigger", "held_percent", "held_out", "effects", *_SUMMED],
    )
    op.create_index(
        "outreach_outcomes_summed",
        "outreach_outcomes",
        ["trigger", "held_percent", "held_out", *_SUMMED],
        sqlite_where=_PAID,
        postgresql_where=_PAID,
    )
    op.drop_index("outreach_outcomes_known", "outreach_outcomes")
    op.drop_index("outreach_outcomes_paid", "outreach_outcomes")
