"""Make the tables of what people's work is measured by, and of canned replies."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"


def upgrade() -> None:
    """Make case_measures and canned_replies. The lists' fold is another, so it fills the first."""
    op.create_table(
        "case_measures",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Text),
        sa.Column("team", sa.Text),
        sa.Column("value", sa.Double, nullable=False),
    )
    op.create_index("case_measures_at", "case_measures", ["at"])
    op.create_table(
        "canned_replies",
        sa.Column("reply_id", sa.Text, primary_key=True),
        sa.Column("shortcut", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text_fr", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.UniqueConstraint("shortcut", "team", name="canned_replies_shortcut"),
    )
