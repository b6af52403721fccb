"""Agents have second factors."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the table staff_second_factors."""
    op.create_table(
        "staff_second_factors",
        sa.Column("agent_id", sa.Text, sa.ForeignKey("staff.agent_id"), primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
    )
