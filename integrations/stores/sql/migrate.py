"""Update the tables to the newest revision, however many processes start at once."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assistant.ports import LogUnavailableError
from integrations.stores.sql.shared_statements import MIGRATION_LOCK, lock_for_transaction

HEAD = "0052"
"""The newest revision in `migrations/versions`; a test holds it to that."""

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Make or change the tables inside the caller's write transaction.

    One process at a time: on SQLite the transaction itself excludes others, on PostgreSQL an
    advisory lock does. The others wait, then find nothing to do.

    Raises:
        LogUnavailableError: a newer version made the tables.
    """
    lock_for_transaction(connection, MIGRATION_LOCK)
    revision = current(connection)
    if revision == HEAD:
        return
    # Alembic takes 0.35 s to import, which a start with nothing to do need not wait for.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        msg = (
            f"the event log's tables are of revision {revision}, which this version of Comptoir"
            " does not know: run the version that made them, or a later one"
        )
        raise LogUnavailableError(msg) from error


def current(connection: Connection) -> str | None:
    """Return the revision of the tables, None if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
