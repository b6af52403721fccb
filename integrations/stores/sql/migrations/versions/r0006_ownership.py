"""Keep each conversation's status: whom its messages wait for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add conversations.status. Whoever was handed off before goes on with the assistant."""
    op.add_column(
        "conversations",
        sa.Column("status", sa.Text, nullable=False, server_default="pending"),
    )
