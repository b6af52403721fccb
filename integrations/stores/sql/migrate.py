"""Update the tables to the newest revision, however many processes start at once."""

from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select, text

from assistant.ports import LogUnavailableError
from integrations.stores.sql.shared_statements import MIGRATION_LOCK, lock_for_transaction
from integrations.stores.sql.tables import oldest_program

HEAD = "0066"
"""The newest revision in `migrations/versions`; a test holds it to that."""

OLDEST = "0066"
"""Revision of the oldest program that may use these tables.

A migration that drops, renames or narrows anything raises it to the revision of the first program
that does without; a test holds it to that. Programs before 0052 refuse all newer tables.
"""

UNUSED = frozenset(
    {
        *("assertions", "assertion_moves"),
        *("archive_segments", "archive_parts", "archive_messages", "archive_files"),
    }
)
"""Tables that programs before still use: the next migration that raises `OLDEST` drops them.

Before it does, no file of the archive may be left: see `returned_segments`.
"""

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Make or change the tables inside the caller's write transaction.

    One process at a time: on SQLite the transaction itself excludes others, on PostgreSQL an
    advisory lock does. The others wait, then find nothing to do. Tables of a newer version are used
    as they are, where that version noted that this one may.

    Raises:
        LogUnavailableError: this version may not use the tables that a newer one made.
    """
    lock_for_transaction(connection, MIGRATION_LOCK)
    revision = current(connection)
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        _expect_leave(connection, revision)
        return
    # Alembic takes 0.35 s to import, which a start with nothing to do need not wait for.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(delete(oldest_program))
    connection.execute(insert(oldest_program).values(revision=OLDEST))


def _expect_leave(connection: Connection, revision: str) -> None:
    """Refuse tables of a newer revision, unless its program noted that this one may use them."""
    oldest = None
    if inspect(connection).has_table(oldest_program.name):
        oldest = connection.execute(select(oldest_program.c.revision)).scalar_one_or_none()
    if oldest is None or oldest > HEAD:
        msg = (
            f"the event log's tables are of revision {revision}, which this version of Comptoir"
            f" ({HEAD}) may not use: start the version that made them, or a later one; to go back,"
            " restore the backup that was made before the upgrade (docs/subsystems/backup.md)"
        )
        raise LogUnavailableError(msg)


def current(connection: Connection) -> str | None:
    """Return the revision of the tables, None if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
