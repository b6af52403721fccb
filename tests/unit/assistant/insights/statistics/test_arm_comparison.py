"""Test the comparison of arms, against another library's figures and by simulation."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.insights.statistics.arm_comparison import (
    LEAST_INFORMATION,
    RATIO_RISK,
    ArmSums,
    bound_at,
    compare_arms,
    planned_sample,
    ratio_evidence,
)

Array = NDArray[np.float64]


def sums(n: object, y: object) -> ArmSums:
    """Return the sums of visitors with a value of 0 or 1."""
    visitors, values = np.asarray(n, np.float64), np.asarray(y, np.float64)
    zero = np.zeros_like(visitors)
    return ArmSums(n=visitors, y=values, yy=values, x=zero, xx=zero, xy=zero)


def running(y: Array, x: Array, looks: Sequence[int]) -> ArmSums:
    """Return the sums of one stratum after so many visitors."""
    at = np.asarray(looks) - 1
    parts = (np.ones_like(y), y, y**2, x, x**2, x * y)
    n, first, second, before, squares, products = (np.cumsum(one)[at][None] for one in parts)
    return ArmSums(n=n, y=first, yy=second, x=before, xx=squares, xy=products)


def expected_bounds() -> list[tuple[float, ...]]:
    """Return (risk, best at, variance, bound) as benchmarks/quality/expectation_bounds.py has it.

    It says how they were made: the library expectation runs on no Python of these tests.
    """
    with Path(__file__).with_name("expectation_bounds.csv").open() as file:
        return [tuple(map(float, row)) for row in list(csv.reader(file))[1:]]


class TestTheBound:
    @pytest.mark.parametrize(("risk", "best_at", "variance", "expected"), expected_bounds())
    def test_is_that_of_another_library(
        self, risk: float, best_at: float, variance: float, expected: float
    ) -> None:
        bound = bound_at(np.asarray(variance / best_at), risk) * np.sqrt(variance)

        assert bound == pytest.approx(expected, rel=1e-12)

    def test_is_near_its_narrowest_at_the_planned_sample(self) -> None:
        planned = float(bound_at(np.asarray(1.0), 0.05))

        assert planned == pytest.approx(3.035, abs=0.001)
        assert float(bound_at(np.asarray(0.1), 0.05)) > planned


class TestTheDifference:
    def test_is_that_of_the_means_in_one_stratum(self) -> None:
        found = compare_arms(sums([1000], [500]), sums([1000], [560]), planned=2000)

        assert found.value == pytest.approx(0.06)
        both = (0.25 + 0.56 * 0.44) / 2
        expected = np.sqrt(0.25 / 1000 + both / 1000)
        assert found.error == pytest.approx(expected, rel=1e-3)
        assert found.information == pytest.approx(1.0)
        assert found.low < 0.06 < found.high

    def test_is_no_effect_of_a_season_in_which_the_share_grew(self) -> None:
        control = sums([9000, 1000], [4500, 900])  # half are content, then nine of ten
        changed = sums([1000, 1000], [500, 900])

        found = compare_arms(control, changed, planned=2000)

        assert found.value == pytest.approx(0.0)
        assert changed.y.sum() / changed.n.sum() - control.y.sum() / control.n.sum() > 0.1

    def test_says_nothing_of_few_visitors(self) -> None:
        found = compare_arms(sums([10], [0]), sums([10], [10]), planned=20 / LEAST_INFORMATION + 1)

        assert (float(found.low), float(found.high)) == (-np.inf, np.inf)

    def test_says_nothing_of_no_visitors(self) -> None:
        found = compare_arms(sums([0], [0]), sums([0], [0]), planned=100)

        assert (float(found.low), float(found.high)) == (-np.inf, np.inf)

    def test_of_an_arm_without_any_event_is_not_taken_for_certain(self) -> None:
        found = compare_arms(sums([9900], [200]), sums([100], [0]), planned=200)

        assert found.error > 0.005
        assert found.low < 0 < found.high

    @pytest.mark.parametrize("planned", [0, -5])
    def test_needs_a_planned_sample(self, planned: float) -> None:
        with pytest.raises(ValueError, match="planned sample"):
            compare_arms(sums([10], [0]), sums([10], [10]), planned=planned)

    def test_is_surer_with_values_from_before(self) -> None:
        chance, n = np.random.default_rng(1), 20_000
        before, changed = chance.normal(0, 1, n), chance.random(n) < 0.5
        value = before + chance.normal(0, 0.5, n) + 0.05 * changed
        control, treated = (
            running(value[of], before[of], [of.sum()]) for of in (~changed, changed)
        )
        without = [
            ArmSums(n=one.n, y=one.y, yy=one.yy, x=one.x * 0, xx=one.xx * 0, xy=one.xy * 0)
            for one in (control, treated)
        ]

        sure, unsure = compare_arms(control, treated, planned=n), compare_arms(*without, planned=n)

        assert sure.explained == pytest.approx(0.8, abs=0.02)
        assert sure.error < 0.5 * unsure.error
        assert sure.low < 0.05 < sure.high

    def test_is_rarely_missed_at_any_of_a_years_looks(self) -> None:
        chance, days, runs = np.random.default_rng(3), 200, 400
        visitors = chance.poisson(60, (2, days, runs))
        n, y = (one.cumsum(axis=1) for one in (visitors, chance.binomial(visitors, 0.6)))

        found = compare_arms(sums(n[:1], y[:1]), sums(n[1:], y[1:]), planned=8000)

        assert ((found.low > 0) | (found.high < 0)).any(axis=0).mean() < 0.05


class TestThePlannedSample:
    def test_grows_with_the_square_of_what_is_to_be_seen(self) -> None:
        assert planned_sample(0.5, 0.01) == pytest.approx(4 * planned_sample(0.5, 0.02), rel=1e-3)

    @pytest.mark.parametrize(("deviation", "least"), [(0.0, 0.1), (0.5, 0.0), (0.5, -0.1)])
    def test_needs_a_deviation_and_a_difference(self, deviation: float, least: float) -> None:
        with pytest.raises(ValueError, match="deviation"):
            planned_sample(deviation, least)


class TestTheSplit:
    def test_of_right_shares_is_rarely_doubted_at_any_look(self) -> None:
        chance = np.random.default_rng(5)
        n = chance.poisson(100, (2, 365, 500)).cumsum(axis=1).astype(np.float64)

        p = ratio_evidence(n[:1], n[1:], np.asarray(0.5))

        assert (p < RATIO_RISK).any(axis=0).mean() <= 0.01
        assert p.max() <= 1.0

    def test_with_a_tenth_of_an_arm_lost_is_doubted(self) -> None:
        p = ratio_evidence(np.asarray([10_000.0]), np.asarray([9_000.0]), np.asarray(0.5))

        assert p < RATIO_RISK

    def test_is_judged_by_the_share_of_each_stage(self) -> None:
        control, changed = np.asarray([9_900.0, 5_000.0]), np.asarray([100.0, 5_000.0])

        right = ratio_evidence(control, changed, np.asarray([0.01, 0.5]))
        wrong = ratio_evidence(control, changed, np.asarray([0.5, 0.5]))

        assert right == pytest.approx(1.0)
        assert wrong < RATIO_RISK
