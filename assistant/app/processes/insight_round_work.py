"""Run the day's round of insights: build, find, measure, tell, and put the week's digest."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import structlog

from assistant.answers.composing.reply_fit import ReplyFit
from assistant.app.compose.insight_assembly import assemble_reading, open_learning
from assistant.app.compose.insight_moves import assemble_announcer, names_of
from assistant.app.compose.insight_sources import open_sales
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.search.local_models import open_encoder, open_statement_reader
from assistant.app.compose.services.experiments import steps_over
from assistant.app.compose.services.subscriber_announcements import announcement_book
from assistant.app.compose.shop_profile import load_shop
from assistant.app.compose.shops.shop_system import open_shop
from assistant.commerce.ports import ShopUnavailableError
from assistant.console.insights.insight_announcements import announce_digest
from assistant.console.insights.week_digest import Digest, letter_id, write_digest
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.proposal_round import ProposalRound
from assistant.improvement.changes.signal_sources import SignalSources
from assistant.improvement.exceptions.rule_exceptions import RuleExceptions
from assistant.improvement.quality.failing_checks import FailingChecks
from assistant.improvement.quality.judgement_desk import JudgementDesk
from assistant.insights.imports.sales_files import take_in_sales
from assistant.insights.insight import Window
from assistant.insights.lake.builds import BuildRounds
from assistant.insights.lake.lake import Tables
from assistant.insights.queries.experiment_query import exposed_days
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.rounds.build_sources import Progress
from assistant.insights.rounds.builder import silent
from assistant.insights.rounds.learning_round import RoundOutcome
from assistant.kit.announcing.types import Announcement, AnnouncementType
from assistant.kit.mail.letter import Letter, LetterKind
from assistant.kit.settings.settings import Settings
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.insights.quality_book import SqlQualityBook
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from retrieval.ports import Encoder

log = structlog.get_logger(__name__)

_WEEK = 7


async def do_round(
    settings: Settings, *, anew: bool = False, progress: Progress = silent
) -> RoundOutcome:
    """Run the day's round, for a worker or for the shop's own cron.

    Raises:
        BuildRunningError: another process does it.
        LogUnavailableError: no database answers.
        NoIndexError: nothing was indexed yet.
    """
    with BuildRounds(settings.insights_folder).going():
        return await _go_round(settings, anew=anew, progress=progress)


async def _go_round(settings: Settings, *, anew: bool, progress: Progress) -> RoundOutcome:
    await read_sales(settings)
    async with open_learning(settings) as learning:
        learned = await learning.learn(anew=anew, progress=progress)
    log.info(
        "insights.built",
        messages=learned.built.messages,
        found=len(learned.found),
        new=len(learned.new),
    )
    async with open_database(settings.log_url, settings.archive_folder) as database:
        reading, _ = assemble_reading(settings, database)
        try:
            told = await assemble_announcer(settings, database, reading).announce()
            log.info("insights.announced", announcements=told)
            await put_digest(settings, database, reading)
            proposals = assemble_proposals(settings, database, reading)
            proposed, measured = await proposals.propose(), await proposals.measure()
            log.info("insights.proposed", changes=proposed, measured=measured)
            looked = await look_at_experiments(database, reading)
            log.info("experiments.looked_at", experiments=looked)
        finally:
            reading.lakes.close()
    return learned


async def look_at_experiments(database: Database, reading: InsightReader) -> int:
    """Look at the experiments that run, on the rows of the newest build; return how many.

    Raises:
        LogUnavailableError: no database answers.
    """
    steps = steps_over(database)
    lake, until = reading.lakes.current(), SystemClock().now().date() + timedelta(days=1)

    def exposed(experiment_id: str, since: date) -> Sequence[ExposedDay]:
        return exposed_days(lake, Tables(), experiment_id, since=since, until=until)

    return await steps.look_all(exposed)


def assemble_proposals(
    settings: Settings, database: Database, reading: InsightReader
) -> ProposalRound:
    """Return the round that makes proposals of signals.

    Raises:
        EncoderError: the encoder cannot be loaded.
    """
    sources = SignalSources(
        lakes=reading.lakes,
        insights=reading.book,
        drafts=SqlDraftBook(database),
        log=SqlEventLog(database),
    )
    encoder = open_encoder(settings)
    desk = JudgementDesk(book=SqlQualityBook(database), clock=SystemClock())
    checks = FailingChecks(figures=reading, off=desk.off)
    exceptions = RuleExceptions(
        lakes=reading.lakes,
        log=sources.log,
        text=None if settings.shop.rules else settings.shop.rule_text,
    )

    async def look(known: Sequence[ChangeSet], now: datetime) -> list[ChangeSet]:
        return [*await checks.look(known, now), *await exceptions.look(known, now)]

    return ProposalRound(
        sources=sources,
        changes=SqlChangeBook(database),
        verified=SqlVerifiedBook(database),
        encoder=encoder,
        fit=open_reply_fit(settings, encoder),
        clock=SystemClock(),
        further=look,
    )


def open_reply_fit(settings: Settings, encoder: Encoder) -> ReplyFit | None:
    """Return the comparison of people's replies with their questions; None: the reader is off.

    Raises:
        EncoderError: the default encoder, which the reader reads, cannot be loaded.
    """
    if not settings.search.reader:
        return None
    return ReplyFit(encoder=encoder, reader=open_statement_reader(settings, encoder))


async def read_sales(settings: Settings) -> None:
    """Read the sales of the shop system; a shop that does not answer is asked the next time.

    Raises:
        LogUnavailableError: no database answers.
        SettingError, RulesFileError: the shop system cannot be opened.
    """
    async with open_shop(settings) as shop:
        if shop is None:
            return
        files, secret = open_sales(settings), find_key(settings)
        try:
            lines = await take_in_sales(shop.orders, files, secret=secret, now=SystemClock().now())
        except ShopUnavailableError as error:
            log.warning("insights.sales_not_read", why=str(error))
        else:
            log.info("insights.sales_read", lines=lines)


async def put_digest(settings: Settings, database: Database, reading: InsightReader) -> int:
    """Put the week's digest into the mail of its readers, and announce it to subscribers.

    It is done once a week, however often it is tried and whichever process tries. Returns how many
    letters and announcements are new. Before the week's day there are none.
    """
    now = SystemClock().now()
    if now.isoweekday() < settings.insights.digest_weekday:
        return 0
    book = announcement_book(settings, database)
    new = 0
    if await book.is_wanted(AnnouncementType.DIGEST_READY):
        new += await book.put(await _announcement(settings, reading))
    if settings.insights.digest_to:
        new += await _put_letters(settings, database, await make_digest(settings, reading))
    log.info("insights.digest_put", new=new)
    return new


async def _put_letters(settings: Settings, database: Database, digest: Digest) -> int:
    now, spool, new = SystemClock().now(), SqlMailSpool(database), 0
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
    return new


async def _announcement(settings: Settings, reading: InsightReader) -> Announcement:
    now = SystemClock().now()
    return announce_digest(
        await reading.overview(Window.before(now.date(), days=_WEEK)),
        {
            "fr": await names_of(settings, reading, "fr"),
            "en": await names_of(settings, reading, "en"),
        },
        shop=load_shop(settings.shop.profile_source).name,
        url=settings.console.url,
        at=now,
    )


async def make_digest(settings: Settings, reading: InsightReader) -> Digest:
    """Return the digest of the last seven days."""
    language = settings.insights.digest_language
    names = await names_of(settings, reading, language)
    overview = await reading.overview(Window.before(SystemClock().now().date(), days=_WEEK))
    return write_digest(
        overview,
        names,
        language,
        shop=load_shop(settings.shop.profile_source).name,
        url=settings.console.url,
    )
