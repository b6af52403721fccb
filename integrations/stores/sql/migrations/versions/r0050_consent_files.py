"""Make the table of files of consents, and let stops end where their person was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make outreach_import_files; add outreach_imports.file_id and outreach_stops.until."""
    op.create_table(
        "outreach_import_files",
        sa.Column("file_id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    file_id = sa.Column("file_id", sa.Text, nullable=False, server_default="")
    op.add_column("outreach_imports", file_id)
    op.create_index("outreach_imports_file", "outreach_imports", ["file_id", "state"])
    op.create_index("outreach_imports_phone", "outreach_imports", ["phone"])
    op.create_index("channel_contacts_number", "channel_contacts", ["phone"])
    op.add_column("outreach_stops", sa.Column("until", _AT))
