"""Keep when followed customers qualified: a trigger that is turned on again is judged anew."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

_ARMS = ["trigger", "held_percent", "held_out"]


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
    op.drop_index("outreach_outcomes_tallied", "outreach_outcomes")
    op.drop_index("outreach_outcomes_amounts", "outreach_outcomes")
    for name, figures in (
        ("outreach_outcomes_tallied_since", ["effects"]),
        ("outreach_outcomes_amounts_since", ["paid_minor", "margin_minor"]),
    ):
        op.create_index(name, "outreach_outcomes", [*_ARMS, *figures, "noted_at"])
