"""Assemble the holdings of people's data, for commands, the console and the retention round."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.app.compose.data_folders import open_attachments
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.shops.shop_system import open_shop
from assistant.commerce.ports import ShopSystem
from assistant.desk.attachment_store import Attachments
from assistant.desk.privacy.ports import Holding
from assistant.desk.privacy.privacy_service import Privacy, ShopHolding
from assistant.desk.privacy.retention import UnsentFiles
from assistant.insights.imports.import_holding import ImportedTexts
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from integrations.stores.files.sent_files import SentFiles
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.insights.change_traces import hold_change_sets
from integrations.stores.sql.insights.quality_book import hold_judgements
from integrations.stores.sql.insights.scenario_book import hold_scenarios
from integrations.stores.sql.insights.trial_run_book import hold_replays
from integrations.stores.sql.operations.consent_import_book import hold_imported_consents
from integrations.stores.sql.operations.intent_book import hold_intents
from integrations.stores.sql.privacy import erased_copies
from integrations.stores.sql.privacy.channel_traces import hold_channel_contacts
from integrations.stores.sql.privacy.personal_traces import (
    SqlTraces,
    hold_goodwill,
    hold_letters,
    hold_stock_alerts,
)
from integrations.stores.sql.staff.staff_audit import SqlAudit


@asynccontextmanager
async def open_privacy(settings: Settings) -> AsyncIterator[Privacy]:
    """Open every holding of people's data until the block ends.

    Raises:
        LogUnavailableError: no database answers.
        SettingError, RulesFileError: the shop system cannot be opened.
    """
    make_private(settings.data_dir)
    async with (
        open_database(settings.log_url, settings.archive_folder) as database,
        open_shop(settings) as shop,
    ):
        yield assemble_house_privacy(settings, database, shop, open_attachments(settings))


def assemble_house_privacy(
    settings: Settings, database: Database, shop: ShopSystem | None, files: Attachments
) -> Privacy:
    """Assemble export and erasure over every holding of an installation.

    Raises:
        SettingError: the key cannot be used.
    """
    key, imported = find_key(settings), imported_texts(settings)
    return assemble_privacy(database, shop, key=key, files=files, imported=imported)


def imported_texts(settings: Settings) -> Holding:
    """Return the texts imported for insights, as a holding.

    Raises:
        SettingError: the key cannot be used.
    """
    return ImportedTexts(folder=settings.imports_folder, secret=find_key(settings))


def assemble_privacy(
    database: Database,
    shop: ShopSystem | None,
    *,
    key: bytes,
    files: Attachments,
    imported: Holding | None = None,
) -> Privacy:
    """Assemble export and erasure over every holding.

    `key` is the installation's; `imported` None: without imported texts.
    """
    log = SqlEventLog(database)
    holdings: list[Holding] = [
        hold_letters(database),
        hold_stock_alerts(database),
        hold_goodwill(database),
        hold_replays(database),
        hold_judgements(database),
        SentFiles(log, files, SystemClock()),
        hold_imported_consents(database, key, SystemClock()),  # by the contact, which goes next
        hold_channel_contacts(database),
        hold_change_sets(database),
        hold_scenarios(database),
        hold_intents(database),
    ]
    if imported is not None:
        holdings.append(imported)
    if shop is not None:
        holdings.append(ShopHolding(customers=shop.customers, orders=shop.orders))
    return Privacy(
        events=log,
        traces=SqlTraces(database),
        cases=SqlCases(database),
        holdings=holdings,
        customers=shop.customers if shop else None,
        audit=SqlAudit(database),
        clock=SystemClock(),
    )


async def compact(settings: Settings) -> None:
    """Rewrite the database, if it is a file.

    Raises:
        LogUnavailableError: no database answers, or others kept writing.
    """
    async with open_database(settings.log_url, settings.archive_folder) as database:
        await erased_copies.compact(database)


def assemble_unsent(database: Database, files: Attachments) -> UnsentFiles:
    """Assemble the round that drops files that were never sent."""
    return UnsentFiles(files=files, traces=SqlTraces(database), clock=SystemClock())
