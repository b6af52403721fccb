"""Make the tables of outreach: consents, intents and switches."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make outreach_consents, outreach_intents and outreach_switches."""
    op.create_table(
        "outreach_consents",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("purpose", sa.Text, primary_key=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("at", _AT, nullable=False),
    )
    op.create_table(
        "outreach_intents",
        sa.Column("intent_id", sa.Text, primary_key=True),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("noted_at", _AT, nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("written_at", _AT),
        sa.UniqueConstraint("trigger", "customer_id", "cause", name="outreach_intents_once"),
    )
    op.create_index("outreach_intents_due", "outreach_intents", ["state", "due_at"])
    op.create_index("outreach_intents_written", "outreach_intents", ["customer_id", "written_at"])
    op.create_index("outreach_intents_conversation", "outreach_intents", ["conversation_id"])
    op.create_table(
        "outreach_switches",
        sa.Column("trigger", sa.Text, primary_key=True),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.Column("holdout", sa.Double, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
