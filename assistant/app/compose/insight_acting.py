"""What people do with insights, with all that follows from it, put together."""

from dataclasses import replace

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.insight_announcing import assemble_announcer
from assistant.app.compose.insight_assembly import assemble_reading
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.drafting.draft_changes import Drafting
from assistant.insights.queries.insight_reader import InsightReader
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.draft_book import SqlDraftBook


def assemble_acting(settings: Settings, database: Database) -> tuple[InsightReader, InsightSteps, Drafting]:
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
