"""Make the page and the file of the report. Loaded with the first page of insights only.

Every function may raise `NoBuildError` and `LogUnavailableError`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import partial

from babel.numbers import format_currency, format_decimal

from assistant.answers.verified.ports import VerifiedBook
from assistant.console.conversations.console_pages import Chrome
from assistant.console.experiments.experiment_words import title_in
from assistant.console.insights.charts import draw_series
from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import RANGES
from assistant.console.insights.table_export import ExportedFile
from assistant.console.outreach.outreach_texts import say as say_outreach
from assistant.console.report.account_figures import (
    ConversationAccount,
    account_of,
    caused_by_experiments,
    caused_by_messages,
)
from assistant.console.report.report_export import name_charge, write_report
from assistant.console.report.report_figures import (
    changed_lines,
    hours_saved,
    known,
    mean_score,
    model_cost,
    opinion_lines,
    outcome_lines,
)
from assistant.console.report.report_sources import ReportSources
from assistant.console.shell.texts import word as console_word
from assistant.conversation.message import Language
from assistant.improvement.outreach.message_ledger import ledgers_of
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.insight import LEAST_CUSTOMERS, Unit, Window
from assistant.insights.queries.report_views import VERIFIED_AFTER, AssistantReport
from assistant.insights.queries.suppression import EXPORTED_CUSTOMERS
from assistant.insights.wording import insight_wording
from assistant.insights.wording.figures import LOCALES
from assistant.insights.wording.texts import say
from assistant.outreach.triggers.trigger_register import TRIGGERS
from retrieval.catalogue.types import NO_CURRENCY

Named = Callable[[str, str], str]
"""Return the name of a line of a table, by the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """Hold the days, the clock and the assumption of a report."""

    days: int
    zone: tzinfo  # of the shop, for the parts of the day
    minutes: int  # of a person's work that a visit takes, and a resolved one saves
    sources: ReportSources


async def show_report(site: Site, chrome: Chrome, asked: ReportOptions) -> str:
    """Return the page."""
    language = chrome.language
    try:
        report = await _read(site, asked, least=LEAST_CUSTOMERS)
    except NoBuildError:
        return await site.render("unbuilt", chrome)
    now, before = report.now, report.before
    corrected, corrected_before = await _corrections(asked.sources.verified, report)
    account = await _account(report, asked)
    return await site.render(
        "report",
        chrome,
        report=report,
        days_asked=asked.days,
        day_ranges=RANGES,
        outcomes=list(outcome_lines(now.outcomes, before.outcomes)),
        changed=known(list(changed_lines(now, before))),
        corrected=corrected,
        corrected_before=corrected_before,
        opinions=known(list(opinion_lines(now, before))),
        score=mean_score(now),
        score_before=mean_score(before),
        cost=model_cost(now),
        cost_before=model_cost(before),
        minutes=asked.minutes,
        saved=hours_saved(now, asked.minutes),
        saved_before=hours_saved(before, asked.minutes),
        weeks=await draw_series(report.weeks, Unit.QUESTIONS, language),
        named=await _names(site, language),
        account=account,
        caused=await _caused_titles(account, asked, language),
        money=partial(_money, currency=asked.sources.currency, language=language),
        charged_as=lambda charge: name_charge(charge, language),
    )


async def make_file(site: Site, language: Language, asked: ReportOptions) -> ExportedFile | None:
    """Return the report as a file; None: nothing was built yet."""
    try:
        report = await _read(site, asked, least=EXPORTED_CUSTOMERS)
    except NoBuildError:
        return None
    return write_report(
        report,
        await _names(site, language),
        language,
        minutes=asked.minutes,
        corrections=await _corrections(asked.sources.verified, report),
        account=await _account(report, asked),
    )


async def _read(site: Site, asked: ReportOptions, *, least: int) -> AssistantReport:
    """Return the figures of the days in which every outcome is known."""
    built = await site.reading.built()
    if built.at is None:
        raise NoBuildError
    until = (built.at.astimezone(UTC) - VERIFIED_AFTER).date()
    window = Window.before(until, days=asked.days)
    return await site.reading.report(window, zone=asked.zone, least=least)


async def _account(report: AssistantReport, asked: ReportOptions) -> ConversationAccount:
    """Return the account of the report's days; of experiments and messages, of their own days."""
    tallies = await asked.sources.outcomes.tallies()
    caused = [
        *caused_by_experiments(await asked.sources.experiments.all()),
        *caused_by_messages(await asyncio.to_thread(ledgers_of, TRIGGERS.values(), tallies)),
    ]
    first = await asked.sources.charges.counted_since()  # None: nothing was ever charged
    return account_of(
        report,
        asked.sources,
        minutes=asked.minutes,
        caused=caused,
        charged=await asked.sources.charges.charged(report.window.since, report.window.until),
        charges_missing=first is not None and first > report.window.since,
    )


async def _caused_titles(
    account: ConversationAccount, asked: ReportOptions, language: Language
) -> dict[str, tuple[str, str]]:
    """Return the title and the address of each line of the account that was caused."""
    titles = {
        str(one.experiment_id): title_in(one, language)
        for one in await asked.sources.experiments.all()
    }
    told = {}
    for one in account.caused:
        match one.kind:
            case "experiment":
                address = f"/console/experiments/{one.reference}"
                told[one.reference] = (titles[one.reference], address)
            case "trigger" | "message":
                words = say_outreach(f"trigger.{one.reference}", language)
                told[one.reference] = (words, "/console/outreach/ledger")
    return told


def _money(value: float, *, whole: bool = False, currency: str, language: Language) -> str:
    """Return an amount of the main unit in words; without its currency, where none is known."""
    number = "#,##0" if whole else "#,##0.00##"
    locale = LOCALES[language]
    if currency == NO_CURRENCY:
        text = format_decimal(value, number, locale=locale)
    else:
        pattern = f"{number}\u00a0¤" if language == "fr" else f"¤{number}"
        text = format_currency(value, currency, pattern, locale=locale, currency_digits=False)
    return text.replace("-", "\u2212")


async def _corrections(book: VerifiedBook, report: AssistantReport) -> tuple[int, int]:
    """Return how many verified answers were changed last in each of the report's windows."""
    days = [kept.newest.at.astimezone(UTC).date() for kept in await book.all()]
    now, before = (
        sum(window.since <= day < window.until for day in days)
        for window in (report.window, report.before_window)
    )
    return now, before


async def _names(site: Site, language: Language) -> Named:
    """Return the function that names the lines of tables."""
    topics = await site.reading.topic_names(language=language)

    def named(table: str, name: str) -> str:
        if not name:
            return say(f"report.no_{table}", language)
        match table:
            case "channel":
                return console_word("channel", name, language)
            case "topic":
                return topics.get(name, name)
            case "language":
                return insight_wording.heading_tongue(name, language)
            case _:
                return say(f"report.{name}", language)

    return named
