"""Quiet hours by the customer's own clock, through the changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.outreach.quiet_hours import Whereabouts, is_quiet, quiet_until, whereabouts

PARIS = Whereabouts(country="FR", zones=(ZoneInfo("Europe/Paris"),))
DUBLIN = Whereabouts(country="IE", zones=(ZoneInfo("Europe/Dublin"),))
PLACES = ("+33612345678", "+4915112345678", "+447700900123", "+12125551234", "+18005551234",
          "+61412345678", "+9779812345678")  # fmt: skip


def local(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class TestQuietHours:
    @pytest.mark.parametrize(
        ("at", "quiet"),
        [
            ("2026-03-02T07:59:59", True),
            ("2026-03-02T08:00:00", False),
            ("2026-03-02T21:59:59", False),
            ("2026-03-02T22:00:00", True),
            ("2026-03-29T02:30:00", True),  # an hour that is left out
            ("2026-03-29T08:00:00", False),  # the same morning
        ],
    )
    def test_are_from_ten_to_eight_in_france(self, *, at: str, quiet: bool) -> None:
        assert is_quiet(PARIS, local(at)) is quiet

    def test_are_from_nine_elsewhere(self) -> None:
        assert is_quiet(DUBLIN, local("2026-03-02T21:00", "Europe/Dublin"))
        assert not is_quiet(DUBLIN, local("2026-03-02T20:59", "Europe/Dublin"))

    def test_end_by_the_clock_on_the_wall_when_clocks_change(self) -> None:
        spring = quiet_until(PARIS, local("2026-03-28T23:00"))
        autumn = quiet_until(PARIS, local("2026-10-24T23:00"))
        assert spring is not None
        assert autumn is not None
        assert spring == local("2026-03-29T08:00")
        assert autumn == local("2026-10-25T08:00")
        assert (spring.hour, autumn.hour) == (6, 7)

    def test_count_in_every_zone_that_a_number_may_be_in(self) -> None:
        anywhere = whereabouts("18005551234", "", default=PARIS)
        fit = quiet_until(anywhere, local("2026-03-02T12:00", "America/New_York"))
        # Five in the afternoon in New York is the first hour that is everybody's, Guam's included.
        assert len(anywhere.zones) > 9
        assert fit == local("2026-03-02T17:00", "America/New_York")

    @given(
        number=st.sampled_from(PLACES),
        minutes=st.integers(0, 2 * 366 * 24 * 60),
    )
    def test_never_hold_what_they_let_through(self, number: str, minutes: int) -> None:
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        place = whereabouts(number, "", default=PARIS)
        fit = quiet_until(place, at)
        assert (fit == at) is (not is_quiet(place, at))
        if fit is not None:
            assert fit >= at
            assert not is_quiet(place, fit)
            if fit > at:
                assert is_quiet(place, max(at, fit - timedelta(minutes=15)))


class TestWhereabouts:
    @pytest.mark.parametrize(
        ("number", "country", "found"),
        [
            ("33612345678", "DE", "FR"),
            ("+4915112345678", "", "DE"),
            ("+447700900123", "", "GB"),  # of no operator's: the country's own zone
            ("", "ie", "IE"),
            ("", "Atlantis", "FR"),
            ("no number", "", "FR"),
        ],
    )
    def test_are_told_by_the_number_then_the_address(
        self, number: str, country: str, found: str
    ) -> None:
        assert whereabouts(number, country, default=PARIS).country == found
