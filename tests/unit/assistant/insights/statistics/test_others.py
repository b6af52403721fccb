"""Test drift, shrinkage, association and seasons."""

import numpy as np
import pytest

from assistant.insights.statistics.disproportionality import associate, shrink
from assistant.insights.statistics.weekly_change import (
    DRIFT_LIMIT,
    YEAR,
    find_drift,
    seasonal_factors,
)


class TestDrift:
    def test_is_what_weeks_add_up_to(self) -> None:
        expected = np.full((2, 12), 25.0)
        counts = np.array([[25.0] * 12, [25.0] * 4 + [32.0] * 8])

        drift = find_drift(counts, expected)

        assert drift.reached[0] == 0
        assert drift.reached[1] == pytest.approx(8 * (7 / 5 - 0.5))
        assert drift.reached[1] > DRIFT_LIMIT
        assert drift.began.tolist() == [-1, 4]

    def test_is_forgotten_once_it_is_over(self) -> None:
        counts = np.array([[40.0, 40.0] + [20.0] * 10])

        assert find_drift(counts, np.full((1, 12), 25.0)).reached[0] == 0

    def test_is_less_where_counts_vary_anyway(self) -> None:
        counts, expected = np.full((1, 12), 32.0), np.full((1, 12), 25.0)

        calm = find_drift(counts, expected).reached[0]

        assert find_drift(counts, expected, overdispersion=2.0).reached[0] < calm


class TestShrinkage:
    def test_draws_what_is_seldom_to_the_rest_and_leaves_what_is_often(self) -> None:
        rng = np.random.default_rng(1)
        expected = rng.gamma(2, 3, 300)
        observed = rng.poisson(expected * rng.gamma(5, 1 / 5, 300)).astype(float)
        expected[0], observed[0] = 10, 40
        expected[1], observed[1] = 0.1, 2

        found = shrink(observed, expected)

        assert found.value[0] == pytest.approx(3.1, abs=0.5)
        assert found.low[0] > 2
        assert found.value[1] < 2
        assert found.low[1] < 1

    def test_of_few_things_is_cautious(self) -> None:
        found = shrink(np.array([3.0]), np.array([1.0]))

        assert found.value[0] == pytest.approx(2.0)
        assert found.low[0] < 1


class TestAssociation:
    def test_by_chance_has_a_lift_of_one(self) -> None:
        tie = associate(10, 100, 100, 1000)

        assert tie.lift == pytest.approx(1.0)
        assert tie.npmi == pytest.approx(0.0)
        assert tie.p > 0.4

    def test_always_together_has_npmi_one(self) -> None:
        tie = associate(50, 50, 50, 1000)

        assert tie.npmi == pytest.approx(1.0)
        assert tie.p < 1e-50

    def test_refuses_what_cannot_be(self) -> None:
        with pytest.raises(ValueError, match="11 of 10"):
            associate(11, 10, 20, 100)


class TestSeasons:
    def test_are_those_of_the_year_before(self) -> None:
        counts = np.full((1, YEAR + 20), 100.0)
        counts[0, 17:20] = 300.0  # a year before the last three weeks
        factors = seasonal_factors(counts, np.full(YEAR + 20, 1000.0), weeks=10)

        assert factors[0, -2] > 1.8
        assert factors[0, :5] == pytest.approx(np.full(5, factors[0, 0]))
        assert factors[0, 0] < 1

    def test_are_unknown_before_a_year_is_over(self) -> None:
        assert (seasonal_factors(np.ones((2, 40)), np.ones(40), weeks=10) == 1).all()

    def test_are_not_taken_from_a_handful(self) -> None:
        counts = np.zeros((1, YEAR + 20))
        counts[0, 18] = 2

        factors = seasonal_factors(counts, np.full(YEAR + 20, 1000.0), weeks=10)

        assert factors.max() < 1.3
