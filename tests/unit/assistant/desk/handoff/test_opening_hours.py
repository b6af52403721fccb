"""Opening hours where clocks change, against a clock that is watched minute by minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.desk.handoff.opening_hours import MIDNIGHT, Holidays, Hours, OpeningSpan
from tests.unit.assistant.desk.handoff.opening import between

MINUTE = timedelta(minutes=1)
_LOOKED_AT = 16 * 60  # minutes


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


# The moments at which clocks are changed.
CHANGES = {
    "Europe/Paris": [utc(2026, 3, 29, 1), utc(2026, 10, 25, 1)],
    "America/New_York": [utc(2026, 3, 8, 7), utc(2026, 11, 1, 6)],
    "Australia/Lord_Howe": [utc(2026, 4, 4, 15), utc(2026, 10, 3, 15, 30)],  # by half an hour
    "Africa/Cairo": [utc(2026, 4, 23, 22), utc(2026, 10, 29, 21)],  # at midnight
    "America/St_Johns": [utc(2010, 11, 7, 2, 31)],  # back over midnight
    "Pacific/Apia": [utc(2011, 12, 30, 10)],  # a whole day is left out
}


@dataclass(frozen=True, slots=True)
class Watched:
    """The oracle: an open team's minutes, told from the clock on the wall alone.

    Whoever watches it notes the latest time it has shown. A team is there while that lies in one
    of its spans: what the clock shows a second time changes nothing.
    """

    first: datetime
    open: tuple[bool, ...]  # a minute each

    @classmethod
    def of(cls, hours: Hours, first: datetime) -> "Watched":
        latest, seen = datetime.min, list[bool]()  # noqa: DTZ901  # wall times have no zone
        for at in _minutes(first - timedelta(hours=2), _LOOKED_AT + 120):
            latest = max(latest, at.astimezone(hours.timezone).replace(tzinfo=None))
            if at >= first:
                seen.append(_within(hours, latest))
        return cls(first, tuple(seen))

    def next_open(self, at: int) -> int | None:
        return next((n for n in range(at, len(self.open)) if self.open[n]), None)


def _minutes(first: datetime, count: int) -> Iterator[datetime]:
    return (first + n * MINUTE for n in range(count))


def _within(hours: Hours, wall: datetime) -> bool:
    def closes(span: OpeningSpan) -> time:
        return time.max if span.closes == MIDNIGHT else span.closes

    spans = () if wall.date() in hours.holidays else hours.week.get(wall.weekday(), ())
    return any(span.opens <= wall.time() < closes(span) for span in spans)


@st.composite
def spans(draw: st.DrawFn) -> tuple[OpeningSpan, ...]:
    """Hours of one day; most lie where clocks change."""
    night = st.integers(0, 240)
    ends = sorted(draw(st.sets(st.one_of(night, st.integers(0, 1440)), max_size=6)))
    times = [MIDNIGHT if n == 1440 else time(n // 60, n % 60) for n in ends]
    pairs = (
        list(pairwise(times))
        if draw(st.booleans())
        else list(zip(times[::2], times[1::2], strict=False))
    )
    return tuple(OpeningSpan(opens=opens, closes=closes) for opens, closes in pairs)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Hours in a zone, and a moment some hours before its clocks change."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[zone]))
    week = {day: draw(spans()) for day in range(7)}
    closed = draw(st.sampled_from([frozenset[date](), frozenset({change.date()})]))
    hours = Hours(timezone=ZoneInfo(zone), week=week, holidays=Holidays(dates=closed))
    return hours, change - draw(st.integers(0, 10 * 60)) * MINUTE


PARIS_IN_SPRING = Hours(
    timezone=ZoneInfo("Europe/Paris"), week={6: (OpeningSpan(opens=time(2, 30), closes=time(3)),)}
)
PARIS_IN_AUTUMN = Hours(
    timezone=ZoneInfo("Europe/Paris"), week={6: (OpeningSpan(opens=time(1), closes=time(2, 30)),)}
)


class TestWhereClocksChange:
    @settings(deadline=None, max_examples=100)
    @given(weeks())
    @example((PARIS_IN_SPRING, utc(2026, 3, 29, 0, 30)))  # nothing of its hours is there
    @example((PARIS_IN_AUTUMN, utc(2026, 10, 25, 0)))  # half past two comes twice
    def test_a_team_is_there_and_opens_next_as_the_clock_on_the_wall_says(
        self, drawn: tuple[Hours, datetime]
    ) -> None:
        hours, first = drawn
        watched = Watched.of(hours, first)

        for n, at in enumerate(_minutes(first, _LOOKED_AT)):
            assert hours.is_open(at) is watched.open[n], at
        for n in range(0, _LOOKED_AT, 17):
            expected, opening = watched.next_open(n), hours.next_opening(first + n * MINUTE)
            if expected is None:
                assert opening is None or opening >= first + _LOOKED_AT * MINUTE
            else:
                assert opening == first + expected * MINUTE

    @settings(deadline=None, max_examples=100)
    @given(weeks(), st.integers(0, 300), st.integers(0, 600))
    def test_opening_time_is_as_many_minutes_as_the_team_was_there(
        self, drawn: tuple[Hours, datetime], begins: int, lasts: int
    ) -> None:
        hours, first = drawn
        watched = Watched.of(hours, first)
        start, end = first + begins * MINUTE, first + (begins + lasts) * MINUTE

        passed = sum(watched.open[begins : begins + lasts])

        assert between(hours, start, end) == passed * MINUTE
        if passed:
            last = max(n for n in range(begins, begins + lasts) if watched.open[n])
            assert hours.after(start, passed * MINUTE) == first + (last + 1) * MINUTE

    @pytest.mark.parametrize("zone", sorted(CHANGES))
    def test_the_list_of_changes_is_true(self, zone: str) -> None:
        for change in CHANGES[zone]:
            around = (change - timedelta(seconds=1), change)
            before, after = (at.astimezone(ZoneInfo(zone)).utcoffset() for at in around)
            assert before != after
