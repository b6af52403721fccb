"""Keep the share of the draw with each intent and outcome: sides are compared within it."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Add held_percent to outreach_intents and outreach_outcomes, and count by it."""
    op.add_column("outreach_intents", sa.Column("held_percent", sa.Integer))
    op.add_column("outreach_outcomes", sa.Column("held_percent", sa.Integer))
    op.create_index(
        "outreach_outcomes_tallied",
        "outreach_outcomes",
        ["trigger", "held_percent", "held_out", "effects"],
    )
    op.drop_index("outreach_outcomes_counted", "outreach_outcomes")
