"""Keep how many messages a channel charged for, by day, category and country."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Make message_charges; sends note that they were counted, statuses that wait their charge."""
    op.create_table(
        "message_charges",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("category", sa.Text, primary_key=True),
        sa.Column("country", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.add_column("channel_sends", sa.Column("charged_as", sa.Text))
    op.add_column("parked_statuses", sa.Column("charged_as", sa.Text))
    op.add_column("parked_statuses", sa.Column("charged_in", sa.Text))
