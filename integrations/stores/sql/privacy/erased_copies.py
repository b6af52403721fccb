"""Remove copies of erased data from the database: in free pages, in its index, in its journal.

SQLite overwrites what is deleted (`secure_delete`), in the index of words too; `scrub` also empties
the write-ahead log, which has pages as they were. Now and then a page keeps, in the gap between its
rows, bytes of a row that was moved to another page long before: no statement finds them, and only
`compact`, which writes the whole file anew, takes them away. PostgreSQL forgets with its vacuum.
"""

import sqlite3

from sqlalchemy import Connection, text

from integrations.stores.sql.database import Database

_FORGETS_BY_ITSELF = (3, 42)  # FTS5's `secure-delete`
_MERGE = text("INSERT INTO case_words_index (case_words_index) VALUES ('optimize')")


async def scrub(database: Database) -> None:
    """Leave no copy; where somebody reads meanwhile, the journal is overwritten a little later."""
    if sqlite3.sqlite_version_info < _FORGETS_BY_ITSELF:
        await database.write(_merge)
    await database.read(_empty_the_journal)


async def compact(database: Database) -> None:
    """Write the whole file anew; other writers wait meanwhile, about 1 s for 100 MB."""
    await database.read(_compact)


def _compact(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("VACUUM"))
        _empty_the_journal(connection)


def _merge(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(_MERGE)


def _empty_the_journal(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()
