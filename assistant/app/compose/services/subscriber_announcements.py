"""Assemble the announcements to other systems.

Every worker posts them, so this module imports nothing heavy.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.kit.announcing.announcement_sender import AnnouncementLimits, AnnouncementSender
from assistant.kit.announcing.ports import AnnouncementBook
from assistant.kit.announcing.subscriptions import Subscriptions
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.secret_seal import Seal
from integrations.services.webhooks.http_post import open_post
from integrations.stores.sql.database import Database
from integrations.stores.sql.kit.announcement_book import SqlAnnouncementBook

_PURPOSE = "webhook subscribers"


def announcement_book(settings: Settings, database: Database) -> AnnouncementBook:
    """Return the book of subscribers and of their announcements.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return SqlAnnouncementBook(database, Seal.derived(find_key(settings), purpose=_PURPOSE))


def assemble_subscribing(settings: Settings, database: Database) -> Subscriptions:
    """Return the subscriptions: they add and remove subscribers.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return Subscriptions(
        book=announcement_book(settings, database),
        clock=SystemClock(),
        allow_private=settings.webhooks.allow_private,
    )


@asynccontextmanager
async def open_announcing(
    settings: Settings, database: Database
) -> AsyncIterator[AnnouncementSender]:
    """Open the sender that posts announcements, until the block ends.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    chosen = settings.webhooks
    async with open_post(allow_private=chosen.allow_private, timeout_s=chosen.timeout_s) as post:
        yield AnnouncementSender(
            book=announcement_book(settings, database),
            post=post,
            clock=SystemClock(),
            limits=AnnouncementLimits(kept=timedelta(days=chosen.keep_days)),
        )
