"""Note the oldest program that may use the tables, for programs that are older than them."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Make oldest_program; `migrate.upgrade` writes its row."""
    op.create_table("oldest_program", sa.Column("revision", sa.Text, primary_key=True))
