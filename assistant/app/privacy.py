"""What is kept of people, put together: for the command line, the console and the retention job."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.app.attachments import open_attachments
from assistant.app.clock import SystemClock
from assistant.app.shop_system import open_shop
from assistant.commerce.ports import ShopSystem
from assistant.desk.attachments import Attachments
from assistant.privacy.files import Unsent
from assistant.privacy.ports import Holding
from assistant.privacy.service import Privacy
from assistant.privacy.shop import ShopRecords
from assistant.settings import Settings
from integrations.files.holding import SentFiles
from integrations.sql import SqlEventLog, scrubbing
from integrations.sql.cases import SqlCases
from integrations.sql.channel_privacy import SqlChannelContacts
from integrations.sql.database import Database, open_database
from integrations.sql.privacy import SqlLetters, SqlStockAlerts, SqlTraces
from integrations.sql.staff_audit import SqlAudit


@asynccontextmanager
async def open_privacy(settings: Settings) -> AsyncIterator[Privacy]:
    """Open everything that keeps something of people until the block ends.

    Raises:
        LogUnavailableError: no database answers.
        SettingError, RulesFileError: the shop system cannot be opened.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with open_database(settings.log_url) as database, open_shop(settings) as shop:
        yield assemble_privacy(database, shop, files=open_attachments(settings))


def assemble_privacy(database: Database, shop: ShopSystem | None, *, files: Attachments) -> Privacy:
    """Put it together."""
    log = SqlEventLog(database)
    holdings: list[Holding] = [
        SqlLetters(database),
        SqlStockAlerts(database),
        SentFiles(log, files),
        SqlChannelContacts(database),
    ]
    if shop is not None:
        holdings.append(ShopRecords(customers=shop.customers, orders=shop.orders))
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
    """Write the database anew, if it is a file.

    Raises:
        LogUnavailableError: no database answers, or others kept writing.
    """
    async with open_database(settings.log_url) as database:
        await scrubbing.compact(database)


def assemble_unsent(database: Database, files: Attachments) -> Unsent:
    """Put together what drops files that were never sent."""
    return Unsent(files=files, traces=SqlTraces(database), clock=SystemClock())
