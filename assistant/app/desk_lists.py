"""What the desk's commands do."""

from collections.abc import Callable

from assistant.desk import projector
from assistant.settings import Settings
from integrations.sql.cases import SqlCases
from integrations.sql.database import open_database


async def rebuild(settings: Settings, *, progress: Callable[[int, int], None]) -> int:
    """Make the desk's lists again; return how many events were read.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_database(settings.log_url) as database:
        return await projector.rebuild(SqlCases(database), progress=progress)
