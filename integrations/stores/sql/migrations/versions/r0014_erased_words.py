"""Have SQLite's index of words forget what is deleted at once, not when it is next merged."""

import sqlite3

from alembic import op

revision = "0014"
down_revision = "0013"

_SINCE = (
    3,
    42,
)  # FTS5 of an older one: `integrations.stores.sql.privacy.erased_copies` merges it instead


def upgrade() -> None:
    """Set it for good; PostgreSQL's index forgets with the next vacuum."""
    if op.get_context().dialect.name == "sqlite" and sqlite3.sqlite_version_info >= _SINCE:
        op.execute(
            "INSERT INTO case_words_index (case_words_index, rank) VALUES ('secure-delete', 1)"
        )
