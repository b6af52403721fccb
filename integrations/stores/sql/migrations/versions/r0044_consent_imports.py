"""Make the table of consents that were given elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make outreach_imports."""
    op.create_table(
        "outreach_imports",
        sa.Column("import_id", sa.Text, primary_key=True),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("given_at", _AT, nullable=False),
        sa.Column("confirmed_at", _AT),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("text_version", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("imported_at", _AT, nullable=False),
        sa.Column("imported_by", sa.Text, nullable=False),
    )
    op.create_index("outreach_imports_waiting", "outreach_imports", ["state", "channel", "phone"])
    op.create_index("outreach_imports_conversation", "outreach_imports", ["conversation_id"])
