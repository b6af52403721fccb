"""Find promises with a time in replies, and the time by which each is due. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

import regex

from assistant.insights.projection.checks.check_words import sentences, weekday_words, words
from assistant.understanding.message_words import fold

_UNITS = {
    "minute": timedelta(minutes=1),
    "heure": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "jour": timedelta(days=1),
    "day": timedelta(days=1),
    "semaine": timedelta(weeks=1),
    "week": timedelta(weeks=1),
}
_NUMBERS = {"un": 1, "une": 1, "a": 1, "an": 1, "one": 1, "deux": 2, "two": 2, "trois": 3}
_NUMBERS |= {"three": 3, "quelques": 5, "a few": 5, "quinze": 15, "fifteen": 15, "dix": 10}
_NUMBERS |= {"ten": 10, "five": 5, "cinq": 5}
_LENGTH = regex.compile(
    r"(?P<number>\d+|" + "|".join(_NUMBERS) + r")(?:\s?(?:a|to|-)\s?(?P<most>\d+))?[\s-]?"
    r"(?P<work>working |business )?"
    r"(?P<unit>minute|min|mn|heure|h\b|hour|hr|jour|j\b|day|semaine|week)s?"
    r"(?P<later> ouvre| ouvrable)?"
)
_MOST = 1_000  # of a unit: more is no promise, and may be no date
_SHORT = {"min": "minute", "mn": "minute", "h": "heure", "hr": "hour", "j": "jour"}
_CLOCK = regex.compile(
    r"(?P<hour>[01]?\d|2[0-3])\s?(?:(?:h|:)\s?(?P<minute>[0-5]\d)?(?!\w)|(?P<half>am|pm)\b)"
)
_NOON = 12
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPromise:
    """Hold one promise: its sentence, and the last moment at which it is kept in time."""

    sentence: str
    due_at: datetime  # aware, UTC
    is_call: bool  # by telephone: the log does not show whether it came


def find_promises(text: str, at: datetime, zone: tzinfo) -> Iterator[TimedPromise]:
    """Yield the promises of a reply of `at`, as the clock of the shop's `zone` reads them."""
    for sentence in sentences(text):
        said = fold(sentence)
        is_call = bool(words("calls").search(said))
        if not (is_call or words("will_be_heard").search(said)) or said.endswith("?"):
            continue
        if due := _due(said, at.astimezone(zone)):
            grace = max((due - at) * _GRACE, timedelta(0))
            yield TimedPromise(
                sentence=sentence, due_at=(due + grace).astimezone(at.tzinfo), is_call=is_call
            )


_GRACE = 0.1
"""Share of the promised time that may pass beyond it: nobody takes "24 hours" to the minute."""


def _due(said: str, at: datetime) -> datetime | None:
    """Return the local time by which a folded sentence promises something; None: it names none."""
    if words("within_the_hour").search(said):
        return at + timedelta(hours=1)
    for start in words("within").finditer(said):
        if length := _LENGTH.match(said, start.end() + 1):
            return _later(at, length) if _count(length) <= _MOST else None
    day = _day(said, at)
    clock = _clock(said)
    if day is None and clock is None:
        return None
    if clock is None:
        end = time(13) if day != at.date() and words("noon").search(said) else time(23, 59, 59)
        return datetime.combine(day or at.date(), end, at.tzinfo)
    due = datetime.combine(day or at.date(), clock, at.tzinfo)
    return due if due > at else due + timedelta(days=1)


def _count(length: regex.Match[str]) -> int:
    number = length["most"] or length["number"]
    return int(number) if number.isdecimal() else _NUMBERS[number]


def _later(at: datetime, length: regex.Match[str]) -> datetime:
    count = _count(length)
    unit = _UNITS[_SHORT.get(length["unit"], length["unit"])]
    if not (length["work"] or length["later"]):
        return at + count * unit
    day = at
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


def _day(said: str, at: datetime) -> date | None:
    """Return the day that a folded sentence names."""
    today = at.date()
    if words("tomorrow").search(said):
        return today + timedelta(days=1)
    if words("today").search(said):
        return today
    for place, named in enumerate(weekday_words()):
        if named.search(said):
            return today + timedelta(days=(place - today.weekday()) % 7 or 7)
    if words("next_week").search(said):
        return today + timedelta(days=13 - today.weekday())
    if words("this_week").search(said):
        return today + timedelta(days=6 - today.weekday())
    return None


def _clock(said: str) -> time | None:
    for start in words("clock_at").finditer(said):
        if found := _CLOCK.match(said, start.end() + 1):
            hour = int(found["hour"]) % _NOON if found["half"] else int(found["hour"])
            hour += _NOON if found["half"] == "pm" else 0
            return time(hour, int(found["minute"] or 0))
    return None
