"""Make the tables of webhooks and of page drafts; insights know what of them was told."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make webhook_subscribers, _announcements, _deliveries and page_drafts; widen insights."""
    op.create_table(
        "webhook_subscribers",
        sa.Column("subscriber_id", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "webhook_announcements",
        sa.Column("announcement_id", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    _make_deliveries()
    op.create_table(
        "page_drafts",
        sa.Column("draft_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    for name in ("happenings", "announced"):
        op.add_column("insights", sa.Column(name, sa.Integer, nullable=False, server_default="0"))


def _make_deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("announcement_id", sa.Text, primary_key=True),
        sa.Column("subscriber_id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
    )
    waits = sa.text("settled_at IS NULL")
    op.create_index(
        "webhook_deliveries_due",
        "webhook_deliveries",
        ["due_at"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index("webhook_deliveries_settled", "webhook_deliveries", ["settled_at"])
