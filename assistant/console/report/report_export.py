"""Write the report as a CSV file, in the notation of its reader. Pure."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from assistant.console.insights.table_export import ExportedFile
from assistant.console.report.account_figures import MINOR, ConversationAccount
from assistant.console.report.report_figures import (
    ShareLine,
    hours_saved,
    mean_score,
    model_cost,
    share_lines,
)
from assistant.conversation.message import Language
from assistant.insights.insight import Window
from assistant.insights.queries.report_views import AssistantReport
from assistant.insights.queries.suppression import EXPORTED_CUSTOMERS
from assistant.insights.statistics.intervals import Rate
from assistant.insights.wording.figures import LOCALES
from assistant.insights.wording.texts import say
from assistant.kit.table_file import harmless
from assistant.messages.channels.message_charges import MessageCharge

_SEPARATORS: Mapping[Language, str] = {"fr": ";", "en": ","}
"""What spreadsheets of each language expect between columns: French decimals have the comma."""

_COLUMNS = ("section", "subject", "figure", "from", "to", "count", "of", "value", "low", "high")
_BEFORE = ("before_count", "before_of", "before")


_CATEGORIES = frozenset({"utility", "marketing", "authentication"})
"""Categories of WhatsApp's templates that have words; another is shown as the channel calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notation:
    """Write values as a reader of a language has them in spreadsheets."""

    language: Language

    def number(self, value: float | None) -> str:
        if value is None:
            return ""
        return format_decimal(
            value, "0.######", locale=LOCALES[self.language], group_separator=False
        )

    def days(self, window: Window) -> list[str]:
        last = window.until - timedelta(days=1)
        locale = LOCALES[self.language]
        return [format_date(one, "dd/MM/y", locale=locale) for one in (window.since, last)]


def write_report(
    report: AssistantReport,
    named: Callable[[str, str], str],
    language: Language,
    *,
    minutes: int,
    corrections: tuple[int, int],
    account: ConversationAccount,
) -> ExportedFile:
    """Return the file: a line for each figure, shares as numbers in [0, 1] with their interval.

    A window of fewer than ten customers has no line.
    """
    to = io.StringIO()
    writer = csv.writer(to, delimiter=_SEPARATORS[language])
    writer.writerow([say(f"report.column_{one}", language) for one in (*_COLUMNS, *_BEFORE)])
    if report.now.outcomes.customers >= EXPORTED_CUSTOMERS:
        notation = _Notation(language=language)
        days = notation.days(report.window)
        for line in share_lines(report):
            writer.writerow(_share(line, named, notation, days))
        writer.writerows(_sums(report, notation, days, minutes, corrections))
        writer.writerows(_account(account, notation, days))
    body = "\ufeff" + to.getvalue()  # by which spreadsheets know UTF-8
    return ExportedFile(body=body.encode(), media_type="text/csv; charset=utf-8")


def name_charge(charge: MessageCharge, language: Language) -> str:
    """Return the category and the country of charged messages, in words."""
    category = (
        say(f"report.charge_{charge.category}", language)
        if charge.category in _CATEGORIES
        else charge.category
    )
    country = Locale(language).territories.get(charge.country, charge.country)
    return f"{category}, {country or say('report.no_country', language)}"


def _share(
    line: ShareLine, named: Callable[[str, str], str], notation: _Notation, days: list[str]
) -> list[str]:
    language, rate, before = notation.language, line.rate, line.before_rate
    is_line = line.section in {"channel", "topic", "language", "time"}
    return [
        say(f"report.{line.section}", language),
        harmless(named(line.section, line.subject)) if is_line else "",
        say(f"report.{line.figure}", language),
        *days,
        str(line.count),
        str(line.of),
        *_rate(rate, notation),
        str(line.before) if line.before_of else "",
        str(line.before_of or ""),
        notation.number(before.value if before else None),
    ]


def _rate(rate: Rate | None, notation: _Notation) -> Iterator[str]:
    for value in (rate.value, rate.low, rate.high) if rate else (None, None, None):
        yield notation.number(value)


def _account(
    account: ConversationAccount, notation: _Notation, days: list[str]
) -> Iterator[list[str]]:
    """Yield the costs and the orders of conversations; caused orders are of days of their own."""
    language, no_days = notation.language, ["", ""]

    def line(figure: str, days: list[str], count: float | None, *values: float | None) -> list[str]:
        shown = [notation.number(one) for one in (*values, None, None)[:3]]
        head = [say("report.account", language), "", say(f"report.{figure}", language), *days]
        return [*head, notation.number(count), "", *shown, "", "", ""]

    for cost in account.costs:
        row = line(f"cost_{cost.kind}", days, cost.count, cost.money)
        row[1] = harmless(name_charge(cost.charge, language)) if cost.charge else ""
        yield row
    yield line("cost_each", days, account.visits, account.cost_each)
    if account.assisted:
        orders = account.assisted
        yield line("assisted", days, orders.conversations, account.assisted_value)
        for own in orders.joins:
            yield line(f"join_{own.join}", days, own.orders or own.lines, own.value_minor / MINOR)
        if account.assisted_margin is not None:
            yield line("assisted_margin", days, orders.margin_lines, account.assisted_margin)
    for one in account.caused:
        more = one.more
        row = line(f"caused_{one.kind}", no_days, one.given, more.value, more.low, more.high)
        row[1] = harmless(one.reference)
        yield row
        if one.margin is not None:
            margin = one.margin
            row = line("caused_margin", no_days, one.given, margin.value, margin.low, margin.high)
            row[1] = harmless(one.reference)
            yield row


def _sums(
    report: AssistantReport,
    notation: _Notation,
    days: list[str],
    minutes: int,
    corrections: tuple[int, int],
) -> Iterator[list[str]]:
    """Yield the figures that are no shares; of a time before with too few customers, none."""
    few_before = not report.before.outcomes.visits
    now, before = model_cost(report.now), model_cost(report.before)
    told: tuple[tuple[str, str, float | None, float | None], ...] = (
        ("changed", "corrected", *corrections),
        ("opinion", "mean_score", mean_score(report.now), mean_score(report.before)),
        ("model", "requests", now.requests, before.requests),
        ("model", "tokens", now.tokens, before.tokens),
        ("model", "money", now.money, before.money),
        ("saved", "minutes", minutes, minutes),
        ("saved", "hours", hours_saved(report.now, minutes), hours_saved(report.before, minutes)),
    )
    for section, figure, value, earlier in told:
        yield [
            say(f"report.{section}", notation.language),
            "",
            say(f"report.{figure}", notation.language),
            *days,
            "",
            "",
            notation.number(value),
            "",
            "",
            "",
            "",
            notation.number(None if few_before else earlier),
        ]
