"""Make the tables of insights and of what people made of topics."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make insights and insight_topic_edits."""
    op.create_table(
        "insights",
        sa.Column("insight_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "insight_topic_edits",
        sa.Column("topic_id", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
