"""Look for page drafts that have a task; light to import, for every worker asks all the time."""

from sqlalchemy import Connection, select

from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.insight_tables import page_drafts as drafts


async def has_tasks(database: Database) -> bool:
    """Return whether a draft has a task.

    Raises:
        LogUnavailableError: the database cannot be used.
    """
    return await database.read(_has_tasks)


def _has_tasks(connection: Connection) -> bool:
    some = select(drafts.c.draft_id).where(drafts.c.task != "").limit(1)
    return connection.execute(some).first() is not None
