"""Numbers as a reader of a language writes them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from assistant.conversation.message import Language
from assistant.dashboard.texts import say
from assistant.insights.insight import Unit
from assistant.insights.statistics.intervals import Rate

LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}

_SHARES = frozenset(Unit) - {Unit.CONVERSATIONS, Unit.DAYS, Unit.UNITS_SOLD}
"""Units of which a rate is read as a share; of the others as so many in 1,000."""


def number(value: float, language: Language) -> str:
    """Return a number, with one decimal where it is small."""
    pattern = "#,##0.#" if abs(value) < 100 else "#,##0"  # noqa: PLR2004
    return format_decimal(value, pattern, locale=LOCALES[language])


def percent(value: float, language: Language, *, signed: bool = False) -> str:
    """Return a share; `value` in [-1, 1]."""
    pattern = "#,##0 %" if language == "fr" else "#,##0%"
    if 0 < abs(value) < 0.1:  # noqa: PLR2004
        pattern = pattern.replace("0", "0.0", 1) if language == "en" else "#,##0.0 %"
    text = format_percent(value, pattern, locale=LOCALES[language])
    return f"+{text}" if signed and value > 0 else text


def is_share(unit: Unit) -> bool:
    """Return whether a rate of this unit is read in per cent."""
    return unit in _SHARES


def rate(one: Rate, unit: Unit, language: Language) -> str:
    """Return a rate in words that fit its unit."""
    if unit in _SHARES:
        return percent(one.value, language)
    if unit is Unit.DAYS:
        return number(one.value, language)
    return say("figure.per_thousand", language, value=number(one.value * 1000, language))


def interval(one: Rate, unit: Unit, language: Language) -> str:
    """Return where a rate lies."""
    if unit in _SHARES:
        low, high = percent(one.low, language), percent(one.high, language)
    else:
        factor = 1 if unit is Unit.DAYS else 1000
        low, high = number(one.low * factor, language), number(one.high * factor, language)
    return say("figure.interval", language, low=low, high=high)


def day(value: date, language: Language) -> str:
    """Return a day."""
    return format_date(value, "d MMM y", locale=LOCALES[language])


def moment(value: datetime, language: Language) -> str:
    """Return a moment, in UTC."""
    return f"{format_datetime(value, 'd MMM y, HH:mm', locale=LOCALES[language])} UTC"
