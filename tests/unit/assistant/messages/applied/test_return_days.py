from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.messages.applied.return_days import tell_last_day, tell_season
from assistant.operations.shop_rules import Season
from tests.support.seeds.shop_records import ARRIVED, DELIVERED, PENDING
from tests.unit.assistant.operations.cases import RULES

RETURNS = RULES.returns  # 30 days from delivery
CHRISTMAS = RETURNS.model_copy(
    update={"seasons": (Season(placed_from="11-01", placed_to="12-24", until="01-31"),)}
)
SOON = DELIVERED + timedelta(days=3)


class TestTheLastDay:
    def test_is_counted_from_the_delivery(self) -> None:
        told = tell_last_day(ARRIVED, RETURNS, SOON, "en")

        assert told == "Your order #1003 can be returned until 10 December 2026."

    def test_that_is_over_is_said_as_over(self) -> None:
        told = tell_last_day(ARRIVED, RETURNS, DELIVERED + timedelta(days=31), "fr")

        assert "délai est passé depuis le 10 décembre 2026" in told

    def test_is_a_seasons_where_that_is_later(self) -> None:
        assert "31 January 2027" in tell_last_day(ARRIVED, CHRISTMAS, SOON, "en")

    def test_of_an_order_on_its_way_is_a_seasons_at_least(self) -> None:
        assert "au moins" in tell_last_day(PENDING, CHRISTMAS, SOON, "fr")

    def test_of_an_order_on_its_way_is_not_known_without_a_season(self) -> None:
        assert tell_last_day(PENDING, RETURNS, SOON, "fr") == ""

    def test_is_not_told_where_there_is_no_limit(self) -> None:
        endless = RETURNS.model_copy(update={"window_days": None})

        assert tell_last_day(ARRIVED, endless, SOON, "fr") == ""


class TestTheSeason:
    def test_that_is_on_gives_the_day_for_an_order_of_today(self) -> None:
        told = tell_season(CHRISTMAS, SOON, "en")

        assert told == "For an order placed today: until 31 January 2027."

    def test_that_is_not_on_gives_nothing(self) -> None:
        assert tell_season(CHRISTMAS, datetime(2026, 7, 1, tzinfo=UTC), "en") == ""
        assert tell_season(RETURNS, SOON, "en") == ""

    def test_of_an_earlier_order_counts_for_that_order_alone(self) -> None:
        summer = replace(ARRIVED, placed_at=datetime(2026, 7, 1, tzinfo=UTC))

        assert "10 December" in tell_last_day(summer, CHRISTMAS, SOON, "en")
