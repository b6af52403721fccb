"""Write numbers as a reader of a language expects them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from assistant.conversation.message import Language
from assistant.insights.insight import Unit, Window
from assistant.insights.statistics.intervals import Rate
from assistant.insights.wording.texts import say

LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}

_SHARES = frozenset(Unit) - {Unit.CONVERSATIONS, Unit.DAYS, Unit.UNITS_SOLD}
"""Units of which a rate is read as a share; of the others as so many in 1,000."""


_MINUS = "\u2212"


def number(value: float, language: Language) -> str:
    """Return a number, with one decimal where it is small."""
    pattern = "#,##0.#" if abs(value) < 100 else "#,##0"  # noqa: PLR2004
    return _signed(format_decimal(value, pattern, locale=LOCALES[language]))


def percent(value: float, language: Language) -> str:
    """Return a share; `value` in [0, 1]."""
    small = 0 < value < 0.1  # noqa: PLR2004
    pattern = ("#,##0.0" if small else "#,##0") + ("\u00a0%" if language == "fr" else "%")
    return format_percent(value, pattern, locale=LOCALES[language])


def points(value: float, language: Language) -> str:
    """Return the difference of two shares, with its sign; `value` in [-1, 1]."""
    text = _signed(format_decimal(value * 100, "#,##0.0", locale=LOCALES[language]))
    return say("figure.points", language, value=f"+{text}" if value > 0 else text)


def is_share(unit: Unit) -> bool:
    """Return whether a rate of this unit is read in per cent."""
    return unit in _SHARES


def rate(one: Rate, unit: Unit, language: Language) -> str:
    """Return a rate in words that fit its unit."""
    if unit in _SHARES:
        return percent(one.value, language)
    if unit is Unit.DAYS:
        return say("figure.per_day", language, value=number(one.value, language))
    return say("figure.per_thousand", language, value=number(one.value * 1000, language))


def interval(one: Rate, unit: Unit, language: Language) -> str:
    """Return the interval of a rate."""
    if unit in _SHARES:
        low, high = percent(one.low, language), percent(one.high, language)
    else:
        factor = 1 if unit is Unit.DAYS else 1000
        low, high = number(one.low * factor, language), number(one.high * factor, language)
    return say("figure.interval", language, low=low, high=high)


def difference(one: Rate, unit: Unit, language: Language) -> str:
    """Return the difference of two rates."""
    if unit in _SHARES:
        return points(one.value, language)
    text = rate(one, unit, language)
    return f"+{text}" if one.value > 0 else text


def difference_interval(one: Rate, unit: Unit, language: Language) -> str:
    """Return the interval of a difference."""
    if unit not in _SHARES:
        return interval(one, unit, language)
    low, high = points(one.low, language), points(one.high, language)
    return say("figure.interval", language, low=low, high=high)


def day(value: date, language: Language) -> str:
    """Return a day."""
    return _first(format_date(value, "d MMM y", locale=LOCALES[language]), language)


def days(window: Window, language: Language) -> str:
    """Return a window by its first day and its last."""
    last = window.until - timedelta(days=1)
    return f"{day(window.since, language)} – {day(last, language)}"  # noqa: RUF001  # from, to


def moment(value: datetime, language: Language) -> str:
    """Return a moment, in UTC."""
    text = format_datetime(value, "d MMM y, HH:mm", locale=LOCALES[language])
    return f"{_first(text, language)} UTC"


def _first(text: str, language: Language) -> str:
    """Return a date as French writes a month's first day: 1er."""
    return f"1er{text[1:]}" if language == "fr" and text.startswith("1 ") else text


def _signed(text: str) -> str:
    return text.replace("-", _MINUS)
