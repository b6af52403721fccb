from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.console.setup.source_schedules import (
    NO_SCHEDULE,
    Every,
    ReadingOutcome,
    SourceSchedule,
    SourceSchedules,
)

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
TERMS = "https://x.example/terms"


def daily(hour: int, since: datetime) -> SourceSchedule:
    return SourceSchedule(every=Every.DAILY, hour=hour, since=since)


class TestADailyReading:
    def test_is_due_once_a_day_at_its_hour_by_the_shops_clock(self) -> None:
        set_at = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 3 h in Paris
        one = daily(4, set_at)

        assert not one.is_due(datetime(2026, 3, 2, 2, 59, tzinfo=UTC), PARIS)
        assert one.is_due(datetime(2026, 3, 2, 3, 0, tzinfo=UTC), PARIS)
        done = daily(4, datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
        assert not done.is_due(datetime(2026, 3, 3, 2, 59, tzinfo=UTC), PARIS)
        assert done.is_due(datetime(2026, 3, 3, 3, 0, tzinfo=UTC), PARIS)

    def test_that_was_missed_is_due_when_the_server_is_back(self) -> None:
        assert daily(4, MONDAY).is_due(MONDAY + timedelta(days=3, hours=5), PARIS)

    def test_is_not_due_for_hours_before_it_was_set(self) -> None:
        assert not daily(4, MONDAY).is_due(MONDAY + timedelta(minutes=1), PARIS)

    def test_keeps_its_hour_when_the_clocks_change(self) -> None:
        before = datetime(2026, 3, 28, 12, tzinfo=UTC)  # summer time begins in the next night

        assert daily(4, before).next_point(before, PARIS) == datetime(2026, 3, 29, 4, tzinfo=PARIS)
        assert daily(4, before).is_due(datetime(2026, 3, 29, 2, tzinfo=UTC), PARIS)


class TestAWeeklyReading:
    @pytest.mark.parametrize(
        ("now", "due"),
        [
            (datetime(2026, 3, 4, 20, tzinfo=UTC), False),  # Wednesday
            (datetime(2026, 3, 5, 2, 59, tzinfo=UTC), False),
            (datetime(2026, 3, 5, 3, tzinfo=UTC), True),  # Thursday, 4 h in Paris
            (datetime(2026, 3, 20, 3, tzinfo=UTC), True),  # missed
        ],
    )
    def test_is_due_on_its_day(self, now: datetime, *, due: bool) -> None:
        one = SourceSchedule(every=Every.WEEKLY, hour=4, weekday=3, since=MONDAY)

        assert one.is_due(now, PARIS) is due

    def test_says_when_it_comes_next(self) -> None:
        one = SourceSchedule(every=Every.WEEKLY, hour=4, weekday=3, since=MONDAY)

        assert one.next_point(MONDAY, PARIS) == datetime(2026, 3, 5, 4, tzinfo=PARIS)


class TestWithoutASchedule:
    def test_nothing_is_due(self) -> None:
        assert not NO_SCHEDULE.is_due(MONDAY, PARIS)
        assert NO_SCHEDULE.next_point(MONDAY, PARIS) is None


class TestSchedules:
    @pytest.fixture
    def schedules(self, tmp_path: Path) -> SourceSchedules:
        return SourceSchedules(tmp_path)

    def test_are_taken_once_when_they_are_due(self, schedules: SourceSchedules) -> None:
        schedules.put(TERMS, every=Every.DAILY, hour=4, weekday=0, now=MONDAY)
        schedules.put("https://x.example/b", every=Every.NEVER, hour=4, weekday=0, now=MONDAY)
        wanted: list[str] = []

        def want(origins: Collection[str]) -> None:
            wanted.extend(origins)

        tuesday = MONDAY + timedelta(days=1)
        assert schedules.take_due(tuesday, PARIS, want) == [TERMS]
        assert schedules.take_due(tuesday, PARIS, want) == []
        assert wanted == [TERMS]

    def test_keep_what_came_of_the_last_reading(self, schedules: SourceSchedules) -> None:
        schedules.tell(TERMS, ReadingOutcome(at=MONDAY, why="status 404"))
        schedules.put(TERMS, every=Every.DAILY, hour=5, weekday=0, now=MONDAY)

        kept = schedules.read()[TERMS]
        assert (kept.every, kept.hour) == (Every.DAILY, 5)
        assert kept.outcome == ReadingOutcome(at=MONDAY, why="status 404")

        schedules.drop(TERMS)
        assert schedules.read() == {}

    def test_are_none_where_the_file_is_broken(
        self, schedules: SourceSchedules, tmp_path: Path
    ) -> None:
        (tmp_path / "source-schedules.json").write_text("{")

        assert schedules.read() == {}
