"""Compute when a team is there: several spans a day, in its own time zone, without holidays. Pure.

A span begins when the team's clock first reaches its first hour, and ends when it first reaches its
last: of an hour that comes twice the first counts, and an hour that is left out is reached with the
next.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

_HORIZON_DAYS = 370  # a team that opens on no day of a year never does

MIDNIGHT = time(0, 0)
"""As the end of a span: the end of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Hold a set of days."""

    french: bool = False  # the eleven of metropolitan France
    dates: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()  # (month, day)

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        if day in self.dates or (day.month, day.day) in self.yearly:
            return True
        return self.french and day in public_holidays("FR", day.year)


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a whole country (ISO 3166-1 alpha-2); none if it is not known.

    France is its metropolitan part (Code du travail, L3133-1). Source: the package `holidays`.
    """
    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OpeningSpan:
    """Hold a span of opening time within one day, by the wall clock."""

    opens: time
    closes: time  # `MIDNIGHT`: the day's end


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hold opening hours. Moments are aware, UTC; `week` begins with Monday as 0."""

    timezone: ZoneInfo
    week: Mapping[int, tuple[OpeningSpan, ...]]  # in order, none over another
    holidays: Holidays = field(default_factory=Holidays)

    def is_open(self, at: datetime) -> bool:
        """Return whether the team is there; a span's end is no part of it."""
        # The day before and after: clocks may be put back over midnight.
        days = (self._day(at) + timedelta(days=n) for n in (-1, 0, 1))
        return any(opens <= at < closes for day in days for opens, closes in self._on(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return `at` if the team is there then, else the next opening time; None: never."""
        for opens, closes in self._from(at):
            if at < closes:
                return max(opens, at)
        return None

    def after(self, start: datetime, opening: timedelta) -> datetime | None:
        """Return when `opening` of opening time has passed since `start`; None: it never has."""
        left = opening
        for opens, closes in self._from(start):
            begins = max(opens, start)
            if begins >= closes:
                continue
            if begins + left <= closes:
                return begins + left
            left -= closes - begins
        return None

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of the day before `at` and of a year after it, in order."""
        first = self._day(at) - timedelta(days=1)
        for days in range(_HORIZON_DAYS):
            yield from self._on(first + timedelta(days=days))

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if day in self.holidays:
            return
        for span in self.week.get(day.weekday(), ()):
            last = day + timedelta(days=1) if span.closes == MIDNIGHT else day
            opens, closes = self._reached(day, span.opens), self._reached(last, span.closes)
            if opens < closes:  # not all of it is left out
                yield opens, closes

    def _reached(self, day: date, at: time) -> datetime:
        """Return when the clock first shows `at` of `day`, or passes over it."""
        wall = datetime.combine(day, at, tzinfo=self.timezone)
        first = wall.astimezone(UTC)
        if first.astimezone(self.timezone).replace(tzinfo=None) == wall.replace(tzinfo=None):
            return first
        # Left out: `fold` says by which of the two offsets it is read, and they lie on either side.
        return self._change(wall.replace(fold=1).astimezone(UTC), first)

    def _change(self, before: datetime, after: datetime) -> datetime:
        """Return when the clock is put forward; it is after `before`, and `after` at the latest."""
        old, start = self._offset(before), before.replace(microsecond=0)
        seconds = range(int((after - start).total_seconds()) + 2)  # clocks change at whole ones
        passed = bisect_left(
            seconds, True, key=lambda s: self._offset(start + timedelta(seconds=s)) != old
        )
        return start + timedelta(seconds=passed)

    def _offset(self, at: datetime) -> timedelta | None:
        return at.astimezone(self.timezone).utcoffset()

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.timezone).date()
