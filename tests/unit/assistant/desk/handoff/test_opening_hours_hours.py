from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.handoff.opening_hours import Holidays, public_holidays
from tests.unit.assistant.desk.handoff.opening import ALWAYS, HOURS, NEVER, between, paris


class TestATeam:
    @pytest.mark.parametrize(
        ("at", "is_open"),
        [
            (paris(2026, 11, 24, 9, 29, 59), False),
            (paris(2026, 11, 24, 9, 30), True),
            (paris(2026, 11, 24, 12, 30), False),  # lunch
            (paris(2026, 11, 24, 14), True),
            (paris(2026, 11, 24, 18), False),
            (paris(2026, 11, 28, 10), False),  # a Saturday
            (paris(2026, 12, 25, 10), False),  # a Friday, and Christmas
        ],
    )
    def test_is_there_within_its_hours(self, at: datetime, *, is_open: bool) -> None:
        assert HOURS.is_open(at) is is_open

    def test_opens_next_after_lunch_the_night_a_weekend_and_a_holiday(self) -> None:
        assert HOURS.next_opening(paris(2026, 11, 24, 13)) == paris(2026, 11, 24, 14)
        assert HOURS.next_opening(paris(2026, 11, 24, 20)) == paris(2026, 11, 25, 9, 30)
        assert HOURS.next_opening(paris(2026, 12, 24, 20)) == paris(2026, 12, 28, 9, 30)
        assert HOURS.next_opening(paris(2026, 11, 24, 15)) == paris(2026, 11, 24, 15)

    def test_that_never_opens_promises_nothing(self) -> None:
        assert NEVER.next_opening(paris(2026, 11, 24, 9)) is None
        assert NEVER.after(paris(2026, 11, 24, 9), timedelta(minutes=1)) is None

    def test_that_is_always_there_has_hours_of_23_and_25_hours_when_clocks_change(self) -> None:
        spring = between(ALWAYS, paris(2026, 3, 29), paris(2026, 3, 30))
        autumn = between(ALWAYS, paris(2026, 10, 25), paris(2026, 10, 26))

        assert (spring, autumn) == (timedelta(hours=23), timedelta(hours=25))

    def test_that_is_always_there_has_a_day_more_in_a_leap_year(self) -> None:
        leap = between(ALWAYS, paris(2028, 2, 28), paris(2028, 3, 1))
        other = between(ALWAYS, paris(2027, 2, 28), paris(2027, 3, 1))

        assert (leap, other) == (timedelta(days=2), timedelta(days=1))


class TestOpeningTime:
    def test_stands_still_while_nobody_is_there(self) -> None:
        friday = paris(2026, 11, 27, 17, 50)

        assert HOURS.after(friday, timedelta(minutes=10)) == paris(2026, 11, 27, 18)
        assert HOURS.after(friday, timedelta(minutes=20)) == paris(2026, 11, 30, 9, 40)

    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001  # made UTC below
        st.integers(1, 5_000),
    )
    def test_after_a_while_is_that_while_of_opening_time(
        self, start: datetime, minutes: int
    ) -> None:
        begins, opening = start.replace(tzinfo=UTC), timedelta(minutes=minutes)

        ends = HOURS.after(begins, opening)

        assert ends is not None
        assert between(HOURS, begins, ends) == opening

    @given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
    def test_begins_again_at_the_next_opening(self, at: datetime) -> None:
        moment = at.replace(tzinfo=UTC)

        opening = HOURS.next_opening(moment)

        assert opening is not None
        assert HOURS.is_open(opening)
        assert between(HOURS, moment, opening) == timedelta()


class TestHolidaysOfFrance:
    def test_are_eleven_and_move_with_easter(self) -> None:
        days = public_holidays("FR", 2026)

        assert len(days) == 11
        assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)} <= days

    @pytest.mark.parametrize(
        "sunday", [date(2000, 4, 23), date(2008, 3, 23), date(2026, 4, 5), date(2038, 4, 25)]
    )
    def test_follow_the_published_easters(self, sunday: date) -> None:
        moving = {sunday + timedelta(days=days) for days in (1, 39, 50)}

        assert moving <= public_holidays("FR", sunday.year)

    def test_go_with_days_of_the_shops_own(self) -> None:
        own = Holidays(dates=frozenset({date(2026, 8, 3)}), yearly=frozenset({(12, 24)}))

        assert date(2026, 8, 3) in own
        assert date(2031, 12, 24) in own
        assert date(2026, 12, 25) not in own
        assert "2026-08-03" not in own
