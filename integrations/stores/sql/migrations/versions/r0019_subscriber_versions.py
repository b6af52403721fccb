"""Subscribers know their version, and old announcements are found by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add a column to webhook_subscribers and an index to webhook_announcements."""
    version = sa.Column("version", sa.Integer, nullable=False, server_default="0")
    op.add_column("webhook_subscribers", version)
    op.create_index("webhook_announcements_at", "webhook_announcements", ["at"])
