"""Test the plan of a comparison of rates: neither too few customers nor too many."""

from math import inf

import numpy as np
import pytest

from assistant.insights.statistics.intervals import wilson
from assistant.insights.statistics.rate_comparison import evidence_beyond
from assistant.insights.statistics.rate_plan import (
    POWER,
    cautious_rate,
    plan_rates,
    planned_customers,
)
from tests.unit.assistant.insights.statistics.test_rate_comparison import BAR, TOGETHER, sums

RUNS = 2_000


def pooled(rate: float, least: float, held_out: float) -> float:
    """Return the rate of both sides together, where the least difference is there."""
    return rate + (1 - held_out) * least


class TestPlannedCustomers:
    @pytest.mark.parametrize("held_out", [0.05, 0.1, 0.5])
    @pytest.mark.parametrize(
        ("rate", "least"), [(0.2, -0.1), (0.4, -0.1), (0.02, 0.1), (0.1, 0.1), (0.1, 0.02)]
    )
    def test_see_the_least_difference_as_often_as_aimed_at(
        self, rate: float, least: float, held_out: float
    ) -> None:
        planned = planned_customers(
            pooled(rate, least, held_out), least, held_out=held_out, level=TOGETHER
        )
        chance = np.random.default_rng(5)
        left = chance.binomial(int(planned), held_out, RUNS)
        told = int(planned) - left
        control = sums(left[None], chance.binomial(left, rate)[None])
        changed = sums(told[None], chance.binomial(told, rate + least)[None])
        evidence = evidence_beyond(control, changed, np.zeros(1), sign=np.sign(least))
        assert float((evidence >= BAR).mean()) == pytest.approx(POWER, abs=0.03)

    def test_are_more_for_a_smaller_difference_and_a_smaller_share(self) -> None:
        wide, narrow = (
            planned_customers(0.1, least, held_out=0.1, level=TOGETHER) for least in (0.1, 0.05)
        )
        assert narrow > 2 * wide
        assert planned_customers(0.1, 0.1, held_out=0.01, level=TOGETHER) > 2 * wide

    def test_are_endless_where_nobody_has_as_many(self) -> None:
        assert planned_customers(0.5, 1e-5, held_out=0.01, level=TOGETHER) == inf

    @pytest.mark.parametrize(("least", "held_out"), [(0.0, 0.1), (0.1, 0.0), (0.1, 1.0)])
    def test_without_a_difference_or_a_side_are_none(self, least: float, held_out: float) -> None:
        with pytest.raises(ValueError, match="held out"):
            planned_customers(0.1, least, held_out=held_out, level=TOGETHER)


class TestAPlan:
    def test_counts_strata_with_both_sides_alone(self) -> None:
        alone = plan_rates(sums([100], [20]), sums([900], [90]), least=-0.1, level=TOGETHER)
        beside = plan_rates(
            sums([100, 0], [20, 0]), sums([900, 5_000], [90, 4_000]), least=-0.1, level=TOGETHER
        )
        assert beside == alone
        assert alone is not None
        assert alone.balanced == pytest.approx(0.36 * alone.customers)

    def test_of_one_side_is_none(self) -> None:
        assert plan_rates(sums([0], [0]), sums([900], [90]), least=-0.1, level=TOGETHER) is None

    def test_takes_the_rate_that_needs_the_most_customers(self) -> None:
        for events, rate in ((5, wilson(5, 100).high), (48, 0.5), (90, wilson(90, 100).low)):
            assert float(cautious_rate(np.asarray(events), np.asarray(100))) == pytest.approx(rate)
