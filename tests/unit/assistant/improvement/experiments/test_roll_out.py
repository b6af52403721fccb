"""Test the stages of a roll-out."""

from assistant.improvement.experiments.roll_out import PATIENCE_DAYS, next_share


class TestARollOut:
    def test_goes_on_once_days_and_visitors_are_enough(self) -> None:
        assert next_share(0.01, days=2, visitors=20) == 0.10
        assert next_share(0.10, days=3, visitors=100) == 0.50

    def test_waits_for_days_and_for_visitors(self) -> None:
        assert next_share(0.01, days=1, visitors=500) == 0.01
        assert next_share(0.10, days=4, visitors=99) == 0.10

    def test_of_a_small_shop_does_not_wait_for_ever(self) -> None:
        assert next_share(0.01, days=PATIENCE_DAYS, visitors=0) == 0.10

    def test_stays_at_halves_until_people_decide(self) -> None:
        assert next_share(0.50, days=99, visitors=9_999) == 0.50
