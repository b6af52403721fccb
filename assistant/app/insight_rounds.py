"""What the day's round of insights does: build, find, measure, and mail the week's digest."""

import structlog

from assistant.app.clock import SystemClock
from assistant.app.insights import assemble_reading, open_learning
from assistant.app.keys import find_key
from assistant.app.product_names import ProductNames
from assistant.app.shop import load_shop
from assistant.app.shop_system import open_shop
from assistant.commerce.ports import ShopUnavailableError
from assistant.dashboard.digest import Digest, letter_id, write_digest
from assistant.dashboard.wording import Names
from assistant.insights.imports.orders import SaleFiles
from assistant.insights.imports.shop_sales import take_in_sales
from assistant.insights.insight import Window
from assistant.insights.reading import Reading
from assistant.mail.letter import Letter, LetterKind
from assistant.settings import Settings
from integrations.sql.database import open_database
from integrations.sql.mail_spool import SqlMailSpool

log = structlog.get_logger(__name__)

_WEEK = 7


async def do_round(settings: Settings) -> None:
    """Do the day's round.

    Raises:
        LogUnavailableError: no database answers.
        NoIndexError: nothing was indexed yet.
    """
    await read_sales(settings)
    async with open_learning(settings) as learning:
        learned = await learning.learn()
    log.info(
        "insights.built",
        messages=learned.built.messages,
        found=len(learned.found),
        new=len(learned.new),
    )
    if settings.insights.digest_to:
        await send_digest(settings)


async def read_sales(settings: Settings) -> None:
    """Take in what the shop system sold; a shop that does not answer is asked the next time.

    Raises:
        LogUnavailableError: no database answers.
        SettingError, RulesFileError: the shop system cannot be opened.
    """
    async with open_shop(settings) as shop:
        if shop is None:
            return
        files, secret = SaleFiles(folder=settings.imports_folder / "orders"), find_key(settings)
        try:
            lines = await take_in_sales(shop.orders, files, secret=secret, now=SystemClock().now())
        except ShopUnavailableError as error:
            log.warning("insights.sales_not_read", why=str(error))
        else:
            log.info("insights.sales_read", lines=lines)


async def send_digest(settings: Settings) -> int:
    """Put the week's digest into the mail for everybody who wants it and has not got it.

    Returns how many letters are new. Before the week's day there are none.
    """
    now = SystemClock().now()
    if now.isoweekday() < settings.insights.digest_weekday:
        return 0
    async with open_database(settings.log_url) as database:
        reading, _ = assemble_reading(settings, database)
        try:
            digest = await make_digest(settings, reading)
        finally:
            reading.lakes.close()
        spool, new = SqlMailSpool(database), 0
        for recipient in settings.insights.digest_to:
            new += await spool.put(
                Letter(
                    letter_id=letter_id(now.date(), recipient),
                    recipient=recipient,
                    kind=LetterKind.DIGEST,
                    language=settings.insights.digest_language,
                    values=digest.values(),
                    made_at=now,
                )
            )
    log.info("insights.digest_put", letters=new)
    return new


async def make_digest(settings: Settings, reading: Reading) -> Digest:
    """Return the digest of the last seven days."""
    language = settings.insights.digest_language
    names = Names(
        products=await ProductNames(settings).read(),
        topics=await reading.topic_names(language=language),
    )
    overview = await reading.overview(Window.before(SystemClock().now().date(), days=_WEEK))
    return write_digest(
        overview,
        names,
        language,
        shop=load_shop(settings.shop.file).name,
        url=settings.console.url,
    )
