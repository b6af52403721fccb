"""Count days, add amounts, and tell opening hours: figures that a reply may then state."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from babel.dates import format_date
from pydantic import Field

from assistant.answers.amount_text import write_amount
from assistant.answers.guard.draft_review import unproven_fact
from assistant.conversation.message import Language
from assistant.desk.handoff.moments import say_time
from assistant.desk.handoff.opening_hours import Hours
from assistant.tools.declaration import Arguments, ConversationTool, typed
from assistant.tools.facts import FactOrigin, ToolError, ToolFact, ToolResult
from assistant.tools.tool_turn import ToolTurn
from retrieval.catalogue.types import Money
from retrieval.catalogue.written_prices import decimals_of

MOST_DAYS = 3_660
_WEEKEND = 5  # the weekday from which no day is a working day, where the shop says nothing


class DayCount(Arguments):
    """Say from which day to count, and how far."""

    start: date = Field(ge=date(2000, 1, 1), le=date(2100, 1, 1), description="YYYY-MM-DD")
    days: int | None = Field(default=None, ge=-MOST_DAYS, le=MOST_DAYS)
    until: date | None = Field(
        default=None,
        ge=date(2000, 1, 1),
        le=date(2100, 1, 1),
        description="YYYY-MM-DD, instead of days",
    )
    working: bool = Field(default=False, description="count only the shop's working days")


class Amounts(Arguments):
    """Hold amounts in one currency."""

    amounts: list[Annotated[Decimal, Field(max_digits=12, decimal_places=4)]] = Field(
        min_length=1, max_length=40, description="e.g. 59.90; -10 to take off"
    )
    times: int = Field(default=1, ge=1, le=1_000, description="the sum so many times")


class OneDay(Arguments):
    """Name a day."""

    day: date = Field(description="YYYY-MM-DD")


async def count_days(turn: ToolTurn, asked: DayCount) -> ToolResult:
    """Return the day that is so many days after another, or how many lie between two."""
    if (asked.days is None) == (asked.until is None):
        msg = "give either days or until"
        raise ToolError(msg)
    if asked.days:
        _hold_to_facts(turn, _lengths(abs(asked.days), turn.language, working=asked.working))
    words = _words(turn.language, working=asked.working)
    start = say_day(asked.start, turn.language)
    if asked.until is not None:
        if abs((asked.until - asked.start).days) > MOST_DAYS:
            msg = "these days are more than ten years apart: nothing of the shop lasts as long"
            raise ToolError(msg)
        count = _between(asked.start, asked.until, turn.hours, working=asked.working)
        text = words["between"].format(
            start=start, until=say_day(asked.until, turn.language), n=count
        )
    else:
        days = asked.days or 0
        end = _after(asked.start, days, turn.hours, working=asked.working)
        text = words["after"].format(start=start, end=say_day(end, turn.language), n=days)
    return _clock(text)


async def sum_amounts(turn: ToolTurn, asked: Amounts) -> ToolResult:
    """Return the sum of amounts in the shop's currency."""
    currency = turn.searcher.vocabulary.currency
    scale = decimals_of(currency)
    for one in asked.amounts:
        _hold_to_facts(turn, [_amount(abs(one), currency, turn.language)])
    minor = sum(int((one * 10**scale).to_integral_value()) for one in asked.amounts) * asked.times
    if abs(minor) >= 10**12:
        msg = "this is more than a shop's amounts: check the figures"
        raise ToolError(msg)
    each = " + ".join(_amount(one, currency, turn.language) for one in asked.amounts)
    total = write_amount(Money(amount_minor=abs(minor), currency=currency), turn.language)
    several = f" x {asked.times}" if asked.times > 1 else ""
    return _clock(f"{each}{several} = {'-' if minor < 0 else ''}{total}")


async def opening_hours(turn: ToolTurn, asked: OneDay) -> ToolResult:
    """Return when the shop's people answer on a day."""
    if turn.hours is None:
        msg = "nobody knows the hours of the shop's people: search_pages may"
        raise ToolError(msg)
    return ToolResult(facts=(hours_on(asked.day, turn.hours, turn.language),))


def hours_on(day: date, hours: Hours, language: Language) -> ToolFact:
    """Return when the shop's people answer on `day`, as a fact."""
    spans = () if day in hours.holidays else hours.week.get(day.weekday(), ())
    said = ", ".join(
        f"{say_time(one.opens, language)} - {say_time(one.closes, language)}" for one in spans
    )
    words = _HOURS[language]
    text = words["open"].format(day=say_day(day, language), spans=said)
    return ToolFact(
        origin=FactOrigin.DESK,
        text=text if spans else words["closed"].format(day=say_day(day, language)),
    )


def today(turn: ToolTurn) -> ToolFact:
    """Return today's date and the time, as a fact."""
    now = turn.now
    return ToolFact(
        origin=FactOrigin.CLOCK,
        text=f"{say_day(now.date(), turn.language)}, {say_time(now.time(), turn.language)}"
        f" ({now.date().isoformat()})",
    )


def say_day(day: date, language: Language) -> str:
    """Return a day with its weekday and year, in words."""
    pattern = "EEEE d MMMM y"
    return format_date(day, pattern, locale=language)


def counting_tools() -> tuple[ConversationTool, ...]:
    """Return the tools that work figures out."""
    return (
        typed("count_days", "Count days from a date, or between two dates.", DayCount, count_days),
        typed("sum_amounts", "Add amounts in the shop's currency.", Amounts, sum_amounts),
        typed(
            "opening_hours",
            "When the shop's people answer on a day (for a shop one can walk into: search_pages).",
            OneDay,
            opening_hours,
        ),
    )


def _hold_to_facts(turn: ToolTurn, wordings: Sequence[str]) -> None:
    """Refuse a figure that no fact states in any of its wordings: counting would make a fact of it.

    Raises:
        ToolError: it stands in no fact, and the customer did not say it.
    """
    if all(unproven_fact(one, turn.stated) for one in wordings):
        msg = f"no fact states {wordings[0]}: count and add only what facts or the customer say"
        raise ToolError(msg)


def _lengths(days: int, language: Language, *, working: bool) -> list[str]:
    """Return the ways in which a page may state a number of days."""
    lengths = [f"{days} {_unit(language, working=working)}"]
    if not working and days % 7 == 0:
        lengths.append(f"{days // 7} {'semaines' if language == 'fr' else 'weeks'}")
    return lengths


def _unit(language: Language, *, working: bool) -> str:
    if language == "fr":
        return "jours ouvrés" if working else "jours"
    return "working days" if working else "days"


def _works(day: date, hours: Hours | None) -> bool:
    if hours is None:
        return day.weekday() < _WEEKEND
    return day not in hours.holidays and bool(hours.week.get(day.weekday()))


def _after(start: date, days: int, hours: Hours | None, *, working: bool) -> date:
    step = timedelta(days=1 if days >= 0 else -1)
    if not working or not any(_works(start + n * step, hours) for n in range(1, 400)):
        return start + timedelta(days=days)
    day, left = start, abs(days)
    while left:
        day += step
        left -= _works(day, hours)
    return day


def _between(start: date, until: date, hours: Hours | None, *, working: bool) -> int:
    if not working:
        return (until - start).days
    first, last = sorted((start, until))
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    count = sum(_works(day, hours) for day in days)
    return count if until >= start else -count


def _amount(one: Decimal, currency: str, language: Language) -> str:
    minor = int((abs(one) * 10 ** decimals_of(currency)).to_integral_value())
    return ("-" if one < 0 else "") + write_amount(
        Money(amount_minor=minor, currency=currency), language
    )


def _clock(text: str) -> ToolResult:
    return ToolResult(facts=(ToolFact(origin=FactOrigin.CLOCK, text=text),))


def _words(language: Language, *, working: bool) -> dict[str, str]:
    unit = _unit(language, working=working)
    return {
        "fr": {
            "between": f"Du {{start}} au {{until}}, il y a {{n}} {unit}.",
            "after": f"{{n}} {unit} à compter du {{start}} : {{end}}.",
        },
        "en": {
            "between": f"From {{start}} to {{until}} there are {{n}} {unit}.",
            "after": f"{{n}} {unit} from {{start}}: {{end}}.",
        },
    }[language]


_HOURS: dict[Language, dict[str, str]] = {
    "fr": {
        "open": "{day} : l'équipe répond {spans}.",
        "closed": "{day} : l'équipe ne répond pas ce jour-là.",
    },
    "en": {
        "open": "{day}: the team answers {spans}.",
        "closed": "{day}: the team does not answer on that day.",
    },
}
