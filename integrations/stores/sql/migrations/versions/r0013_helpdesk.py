"""Make the tables of cases in a helpdesk that the shop already runs."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    """Make helpdesk_cases and helpdesk_position."""
    op.create_table(
        "helpdesk_cases",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("case_id", sa.Text),
        sa.Column("mirrored", sa.Integer, nullable=False),
        sa.Column("heard", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text),
        sa.Column("stamp", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.Text, nullable=False),
    )
    op.create_index("helpdesk_cases_case", "helpdesk_cases", ["case_id"], unique=True)
    op.create_index(
        "helpdesk_cases_due",
        "helpdesk_cases",
        ["due_at"],
        sqlite_where=_DUE,
        postgresql_where=_DUE,
    )
    op.create_table(
        "helpdesk_position",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
