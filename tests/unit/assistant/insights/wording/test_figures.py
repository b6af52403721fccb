"""Figures as a reader of a language writes them."""

from datetime import UTC, date, datetime

from assistant.insights.insight import Unit, Window
from assistant.insights.statistics.intervals import Rate
from assistant.insights.wording import figures


class TestAShare:
    def test_has_a_space_in_french_that_does_not_break(self) -> None:
        assert figures.percent(0.42, "fr") == "42\u00a0%"
        assert figures.percent(0.042, "fr") == "4,2\u00a0%"
        assert figures.percent(0.042, "en") == "4.2%"


class TestADifference:
    def test_of_shares_is_in_points_with_its_sign(self) -> None:
        fell = Rate(value=-0.031, low=-0.05, high=-0.012)

        assert figures.difference(fell, Unit.QUESTIONS, "fr") == "\u22123,1 pt"
        assert figures.difference_interval(fell, Unit.QUESTIONS, "en") == (
            "95%: \u22125.0 pt to \u22121.2 pt"
        )

    def test_of_rates_is_in_their_unit(self) -> None:
        rose = Rate(value=0.012, low=0.001, high=0.02)

        assert figures.difference(rose, Unit.CONVERSATIONS, "en") == "+12 in 1,000"


class TestARate:
    def test_of_days_says_so(self) -> None:
        one = Rate(value=0.7, low=0.4, high=1.1)

        assert figures.rate(one, Unit.DAYS, "fr") == "0,7 par jour"

    def test_of_conversations_is_of_a_thousand(self) -> None:
        one = Rate(value=0.0274, low=0.02, high=0.04)

        assert figures.rate(one, Unit.CONVERSATIONS, "fr") == "27,4 sur 1\u202f000"


class TestADay:
    def test_is_the_first_as_french_says_it(self) -> None:
        assert figures.day(date(2026, 6, 1), "fr") == "1er juin 2026"
        assert figures.day(date(2026, 6, 11), "fr") == "11 juin 2026"
        assert figures.moment(datetime(2026, 6, 1, 9, 5, tzinfo=UTC), "fr") == (
            "1er juin 2026, 09:05 UTC"
        )

    def test_of_a_window_is_its_last_not_the_one_after(self) -> None:
        window = Window.before(date(2026, 6, 29), days=7)

        assert figures.days(window, "en") == "22 Jun 2026 – 28 Jun 2026"
