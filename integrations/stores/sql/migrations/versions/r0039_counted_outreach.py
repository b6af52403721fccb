"""Count the rows of outreach from indexes: its pages add up a million rows."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Index the columns that the pages count by."""
    op.create_index("outreach_intents_counted", "outreach_intents", ["trigger", "state", "reason"])
    op.create_index(
        "outreach_outcomes_counted", "outreach_outcomes", ["trigger", "held_out", "effects"]
    )
