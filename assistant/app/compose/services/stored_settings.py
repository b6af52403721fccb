"""Open the settings of people: their book, and those in force."""

import asyncio
from pathlib import Path

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.settings_check import check_settings
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsBook
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.kit.settings_versions import SqlSettingsBook

_PURPOSE = "settings"


def settings_book(server: Settings, database: Database) -> SettingsBook:
    """Return the book of the settings of people.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return SqlSettingsBook(database, Seal.derived(find_key(server), purpose=_PURPOSE))


def open_live(server: Settings, parts: Parts) -> LiveSettings:
    """Return the settings that a process follows; `server` are those of its environment.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    book = settings_book(server, parts.database)
    return LiveSettings(server=server, book=book, fanout=parts.broker.fanout)


def assemble_changes(server: Settings, parts: Parts) -> SettingsChanges:
    """Return the way to change settings.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    live = open_live(server, parts)
    return SettingsChanges(live=live, audit=parts.audit, clock=SystemClock(), check=check_settings)


async def read_in_force(server: Settings) -> Settings:
    """Return the settings in force, for a command or a round; nothing is made to read them.

    Raises:
        LogUnavailableError: no database answers.
        SettingError: the installation's key cannot be used.
    """
    if not await has_database(server):
        return server
    async with open_database(server.log_url) as database:
        newest = await settings_book(server, database).current()
    return layer(server, newest.values if newest else {})


async def has_database(server: Settings) -> bool:
    """Return whether there is a database, or one is set: a command makes none to read it."""
    file = Path(server.log_url.partition(":///")[2])
    return server.log.url is not None or await asyncio.to_thread(file.exists)
