"""Assemble people's moves on insights, with the announcements and page drafts that follow.

It is heavy: announcements are worded here.
"""

from dataclasses import replace
from functools import partial

from assistant.app.compose.insight_assembly import assemble_reading
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.services.subscriber_announcements import announcement_book
from assistant.app.compose.shop_profile import ProductNames
from assistant.console.insights.insight_announcements import Announcer
from assistant.conversation.message import Language
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.drafting.draft_changes import Drafting
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.wording.insight_wording import Names
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.draft_book import SqlDraftBook


def assemble_announcer(settings: Settings, database: Database, reading: InsightReader) -> Announcer:
    """Return the announcer of insights to subscribers.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return Announcer(
        book=reading.book,
        announcements=announcement_book(settings, database),
        names=partial(names_of, settings, reading),
        clock=SystemClock(),
        url=settings.console.url,
    )


async def names_of(settings: Settings, reading: InsightReader, language: Language) -> Names:
    """Return the names of products and topics; of topics none before the first build."""
    products = await ProductNames(settings).read(language)
    try:
        topics = await reading.topic_names(language=language)
        return Names(products=products, topics=topics, written=await reading.written_words())
    except NoBuildError:
        return Names(products=products, topics={})


def assemble_acting(
    settings: Settings, database: Database
) -> tuple[InsightReader, InsightSteps, Drafting]:
    """Assemble reader, steps and drafts for pages and commands; the caller closes `reading.lakes`.

    After a move a page is drafted where content is missing, and subscribers are told.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    reading, acting = assemble_reading(settings, database)
    drafting = Drafting(book=SqlDraftBook(database), reading=reading, clock=SystemClock())
    announcer = assemble_announcer(settings, database, reading)
    follow_ups = (drafting.follow_up, announcer.follow_up)
    return reading, replace(acting, follow_ups=follow_ups), drafting
