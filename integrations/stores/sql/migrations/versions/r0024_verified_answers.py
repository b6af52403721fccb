"""People verify answers."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add the table verified_versions."""
    op.create_table(
        "verified_versions",
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("answer_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.UniqueConstraint("answer_id", "version", name="verified_versions_answer"),
    )
