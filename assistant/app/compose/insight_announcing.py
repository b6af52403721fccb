"""What makes announcements of insights, put together: heavy, for it words them."""

from functools import partial

from assistant.app.compose.services.subscriber_announcements import announcement_book
from assistant.app.compose.clock import SystemClock
from assistant.app.compose.product_names import ProductNames
from assistant.conversation.conversation_message import Language
from assistant.console.insights.announcing import Announcer
from assistant.console.insights.insight_wording import Names
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.queries.insight_reader import InsightReader
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import Database


def assemble_announcer(settings: Settings, database: Database, reading: InsightReader) -> Announcer:
    """Return what has subscribers told of insights.

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
    """Return what products and topics are called; topics not, before the first build."""
    products = await ProductNames(settings).read(language)
    try:
        return Names(products=products, topics=await reading.topic_names(language=language))
    except NoBuildError:
        return Names(products=products, topics={})
