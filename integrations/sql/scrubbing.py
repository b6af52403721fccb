"""Has the database keep no copy of what was erased: in free pages, in its index, in its journal.

SQLite overwrites what is deleted (`secure_delete`), in the index of words too; what is left are the
pages as they were in the write-ahead log. PostgreSQL forgets with its next vacuum.
"""

import sqlite3

from sqlalchemy import Connection, text

from integrations.sql.database import Database

_FORGETS_BY_ITSELF = (3, 42)  # FTS5's `secure-delete`
_MERGE = text("INSERT INTO case_words_index (case_words_index) VALUES ('optimize')")


async def scrub(database: Database) -> None:
    """Leave no copy; where somebody reads meanwhile, the journal is overwritten a little later."""
    if sqlite3.sqlite_version_info < _FORGETS_BY_ITSELF:
        await database.write(_merge)
    await database.read(_empty_the_journal)


def _merge(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(_MERGE)


def _empty_the_journal(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()
