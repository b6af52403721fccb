"""What the desk's commands do."""

from collections.abc import Callable

from assistant.desk.lists import projector
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.database import open_database


async def rebuild_lists(settings: Settings, *, progress: Callable[[int, int], None]) -> int:
    """Make the desk's lists again; return how many events were read.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_database(settings.log_url) as database:
        return await projector.rebuild(SqlCases(database), progress=progress)
