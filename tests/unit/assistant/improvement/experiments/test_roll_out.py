"""Test the stages of a roll-out."""

import pytest

from assistant.improvement.experiments.roll_out import LEAST_VISITORS, PATIENCE_DAYS, next_share


class TestARollOut:
    def test_goes_on_once_days_and_visitors_are_enough(self) -> None:
        assert next_share(0.01, days=2, changed=20, control=1_980) == 0.10
        assert next_share(0.10, days=3, changed=100, control=900) == 0.50

    def test_waits_for_days_and_for_visitors(self) -> None:
        assert next_share(0.01, days=1, changed=500, control=49_500) == 0.01
        assert next_share(0.10, days=4, changed=99, control=891) == 0.10

    def test_of_a_small_shop_goes_on_with_fewer(self) -> None:
        few = LEAST_VISITORS
        assert next_share(0.01, days=PATIENCE_DAYS, changed=few, control=few) == 0.10

    @pytest.mark.parametrize("share", [0.01, 0.10])
    @pytest.mark.parametrize(("changed", "control"), [(0, 0), (0, 400), (4, 400), (400, 0)])
    def test_never_goes_on_with_nobody_to_compare(
        self, share: float, changed: int, control: int
    ) -> None:
        assert next_share(share, days=90, changed=changed, control=control) == share

    def test_stays_at_halves_until_people_decide(self) -> None:
        assert next_share(0.50, days=99, changed=9_999, control=9_999) == 0.50
