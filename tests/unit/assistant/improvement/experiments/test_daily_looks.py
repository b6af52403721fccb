"""Experiments that change nothing, looked at every day: how often anything is said of them."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.improvement.experiments.experiment_figures import LEAST_ORDERS
from assistant.improvement.experiments.experiment_verdict import GUARD_RISK, guard_difference
from assistant.insights.statistics.arm_comparison import ArmSums, compare_arms, planned_sample
from assistant.insights.statistics.intervals import LEVEL

RUNS, DAYS, A_DAY = 400, 90, 300
PLANNED = planned_sample(0.5, 0.03)
RATES = (0.003, 0.01, 0.02, 0.05, 0.1, 0.3)
ORDERED = 0.04
GUARDS = len(RATES) + 2  # and both of orders


class Arms:
    """The visitors of both arms, by day and run."""

    def __init__(self, share: float, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        visitors = self.chance.poisson(A_DAY, (DAYS, RUNS))
        changed = self.chance.binomial(visitors, share)
        self.visitors = (visitors - changed, changed)

    def shares(self, rate: float) -> tuple[ArmSums, ArmSums]:
        """Return the sums at each look of a metric that is 1 at this rate in both arms."""
        control, changed = (
            summed(n, met, met)
            for n in self.visitors
            for met in [self.chance.binomial(n, rate).astype(np.float64)]
        )
        return control, changed

    def amounts(self) -> tuple[tuple[ArmSums, ArmSums], NDArray[np.bool_]]:
        """Return the sums of what visitors spent, and where enough of both arms ordered."""
        sums, ordered = [], []
        for n in self.visitors:
            count = self.chance.binomial(n, ORDERED)
            spent = self.chance.lognormal(3.5, 0.8, int(count.sum()))
            cell = np.repeat(np.arange(count.size), count.ravel())
            first, second = (
                np.bincount(cell, weights=one, minlength=count.size).reshape(count.shape)
                for one in (spent, spent**2)
            )
            sums.append(summed(n, first, second))
            ordered.append(count.cumsum(axis=0))
        return (sums[0], sums[1]), np.minimum(*ordered) >= LEAST_ORDERS


def summed(n: NDArray[Any], y: NDArray[Any], yy: NDArray[Any]) -> ArmSums:
    counted, first, second = (one.astype(np.float64).cumsum(axis=0)[None] for one in (n, y, yy))
    zero = np.zeros_like(counted)
    return ArmSums(n=counted, y=first, yy=second, x=zero, xx=zero, xy=zero)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.95, 0.99])
class TestAChangeThatChangesNothing:
    def test_is_taken_back_by_none_of_its_guards(self, share: float) -> None:
        arms, harmed = Arms(share, seed=1), np.zeros((DAYS, RUNS), bool)
        for rate in RATES:
            found = guard_difference(*arms.shares(rate), planned=PLANNED, guards=GUARDS)
            harmed |= found.low > 0
        fewer = guard_difference(*arms.shares(ORDERED), planned=PLANNED, guards=GUARDS)
        amounts, is_told = arms.amounts()
        less = guard_difference(*amounts, planned=PLANNED, guards=GUARDS)
        harmed |= (fewer.high < 0) | (is_told & (less.high < 0))

        assert harmed.any(axis=0).mean() <= GUARD_RISK

    @pytest.mark.parametrize("rate", [0.01, 0.6])
    def test_is_called_neither_better_nor_worse(self, share: float, rate: float) -> None:
        found = compare_arms(*Arms(share, seed=2).shares(rate), planned=PLANNED)

        wrong = (found.low > 0) | (found.high < 0)
        assert wrong.any(axis=0).mean() <= 1 - LEVEL
