"""Word a moment: "demain à 9 h" for a customer, "1 mars 2026, 13:00" for staff. Pure."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names

from assistant.conversation.ids import TeamId
from assistant.conversation.message import Language
from assistant.desk.handoff.texts import say

Zones = Callable[[TeamId | None], ZoneInfo]
"""In which zone a team's people read times; None: whoever has what is no team's."""

_WEEK = 7  # days; from then on a weekday would not say which
_NOON = 12


def say_opening(opening: datetime, *, now: datetime, zone: ZoneInfo, language: Language) -> str:
    """Return the words for an opening time, seen from `now`, by the team's clock; both aware."""
    local = opening.astimezone(zone)
    today = now.astimezone(zone).date()
    at = say_time(local.time(), language)
    days = (local.date() - today).days
    if days == 0:
        return say("opening.today", language, time=at)
    if days == 1:
        return say("opening.tomorrow", language, time=at)
    if days < _WEEK:
        weekday = get_day_names("wide", locale=language)[local.weekday()]
        return say("opening.weekday", language, weekday=str(weekday), time=at)
    return say("opening.date", language, date=_date(local.date(), language), time=at)


def write_moment(at: datetime, *, zone: ZoneInfo, language: Language) -> str:
    """Return an aware moment with its date, by the clock of `zone`, for a text read later."""
    local = at.astimezone(zone)
    return format_datetime(local, "d MMMM y, HH:mm", tzinfo=zone, locale=language)


def _date(day: date, language: Language) -> str:
    if language == "fr":
        return format_date(day, "d MMMM", locale="fr") if day.day > 1 else _first(day)
    return format_date(day, "d MMMM", locale="en")


def _first(day: date) -> str:
    return f"1er {format_date(day, 'MMMM', locale='fr')}"


def say_time(at: time, language: Language) -> str:
    """Return a time of day, as people say it."""
    if language == "fr":
        return f"{at.hour} h" + (f" {at.minute:02}" if at.minute else "")
    half = "am" if at.hour < _NOON else "pm"
    hour = (at.hour - 1) % _NOON + 1
    return f"{hour}:{at.minute:02} {half}" if at.minute else f"{hour} {half}"
