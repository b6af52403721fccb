"""What people do with insights, with all that follows from it, put together."""

from dataclasses import replace

from assistant.app.clock import SystemClock
from assistant.app.insight_announcing import assemble_announcer
from assistant.app.insights import assemble_reading
from assistant.insights.acting import Acting
from assistant.insights.drafting.service import Drafting
from assistant.insights.reading import Reading
from assistant.settings import Settings
from integrations.sql.database import Database
from integrations.sql.draft_book import SqlDraftBook


def assemble_acting(settings: Settings, database: Database) -> tuple[Reading, Acting, Drafting]:
    """Put together what pages and commands need; whoever asks closes `reading.lakes`.

    After a move a page is drafted where content is missing, and subscribers are told.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    reading, acting = assemble_reading(settings, database)
    drafting = Drafting(book=SqlDraftBook(database), reading=reading, clock=SystemClock())
    announcer = assemble_announcer(settings, database, reading)
    follow_ups = (drafting.follow_up, announcer.follow_up)
    return reading, replace(acting, follow_ups=follow_ups), drafting
