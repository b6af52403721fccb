"""Test the comparison of rates: exact for rare events, at every look, with few on one side."""

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.insights.statistics.arm_comparison import ArmSums
from assistant.insights.statistics.rate_comparison import compare_rates, evidence_beyond

Array = NDArray[np.float64]

RATES = {"contacts": 0.2, "orders": 0.1, "complaints": 0.01, "returns": 0.02, "stops": 0.002}
EVERY, TOGETHER = 50, 0.99  # customers between two looks; the level of each of five intervals
BAR = np.log(2 / (1 - TOGETHER))


def sums(n: object, y: object) -> ArmSums:
    """Return the sums of customers with a value of 0 or 1."""
    customers, values = np.asarray(n, np.float64), np.asarray(y, np.float64)
    zero = np.zeros_like(customers)
    return ArmSums(n=customers, y=values, yy=values, x=zero, xx=zero, xy=zero)


def followed(
    rate: float,
    other: float,
    *,
    held: float = 0.1,
    customers: int = 4_000,
    runs: int = 300,
    season: Array | float = 1.0,
) -> tuple[ArmSums, ArmSums]:
    """Return the sums of who was left alone and of the others, of shape (1, runs, looks)."""
    chance = np.random.default_rng(11)
    left = chance.random((runs, customers)) < held
    has = chance.random((runs, customers)) < np.where(left, other, rate) * season
    at = np.arange(EVERY, customers + 1, EVERY) - 1
    counts = (np.cumsum(one, axis=1)[None, :, at] for one in (left, left & has, ~left, ~left & has))
    n, y, other_n, other_y = counts
    return sums(n, y), sums(other_n, other_y)


def ever(control: ArmSums, changed: ArmSums, beyond: float, sign: float) -> NDArray[np.bool_]:
    """Return in which runs an interval ever lies beyond a difference."""
    evidence = evidence_beyond(control, changed, np.asarray(beyond), sign=sign)
    return np.asarray((evidence >= BAR).any(axis=-1))


class TestTheInterval:
    @pytest.mark.parametrize("held", [0.1, 0.5])
    def test_of_five_rates_without_an_effect_together_rarely_miss_at_any_look(
        self, held: float
    ) -> None:
        missed = np.zeros(300, np.bool_)
        for rate in RATES.values():
            both = followed(rate, rate, held=held)
            missed |= ever(*both, 0.0, 1.0) | ever(*both, 0.0, -1.0)
        assert missed.mean() <= 0.05  # simulated: at most 0.01; the normal mixture: 0.15

    @pytest.mark.parametrize(
        ("rate", "other"), [(0.06, 0.01), (0.01, 0.06), (0.02, 0.0), (0.3, 0.2), (0.9, 0.8)]
    )
    def test_of_a_true_difference_rarely_misses_it(self, rate: float, other: float) -> None:
        both = followed(rate, other)
        missed = ever(*both, rate - other, 1.0) | ever(*both, rate - other, -1.0)
        assert missed.mean() <= 0.01

    def test_takes_no_season_for_an_effect(self) -> None:
        season = np.repeat([0.2, 2.0], 2_000)
        both = followed(0.2, 0.2, season=season)
        assert (ever(*both, 0.0, 1.0) | ever(*both, 0.0, -1.0)).mean() <= 0.01

    @pytest.mark.parametrize(
        ("rate", "other", "held", "within"),
        [
            (0.3, 0.2, 0.1, 6_000),
            (0.3, 0.2, 0.5, 2_500),
            (0.05, 0.01, 0.1, 6_000),
            (0.05, 0.01, 0.5, 1_700),
        ],
    )
    def test_finds_a_harm_that_is_there(
        self, rate: float, other: float, held: float, within: int
    ) -> None:
        both = followed(rate, other, held=held, customers=within)
        assert ever(*both, 0.0, 1.0).mean() >= 0.8

    def test_ends_where_the_evidence_does(self) -> None:
        control, changed = sums([450], [180]), sums([3600], [720])
        found = compare_rates(control, changed, planned=800, level=TOGETHER)
        below, above = (
            evidence_beyond(control, changed, at, sign=sign)
            for at, sign in ((found.low, 1.0), (found.high, -1.0))
        )
        assert found.low < found.value < found.high < 0
        assert (float(below), float(above)) == pytest.approx((BAR, BAR), abs=1e-3)

    @pytest.mark.parametrize(("events", "of"), [(0, 0), (400, 400), (0, 400), (400, 0)])
    def test_has_never_a_width_of_zero(self, events: int, of: int) -> None:
        found = compare_rates(sums([400], [events]), sums([400], [of]), planned=800)
        assert found.low < found.high
        assert found.low <= found.value <= found.high

    def test_says_nothing_of_few_or_none(self) -> None:
        few = compare_rates(sums([10], [0]), sums([10], [10]), planned=800)
        none = compare_rates(sums([0], [0]), sums([0], [0]), planned=800)
        assert (float(few.low), float(few.high)) == (-np.inf, np.inf)
        assert (float(none.low), float(none.high)) == (-np.inf, np.inf)

    def test_compares_within_strata(self) -> None:
        """A share that shrinks with the season would else look like an effect."""
        found = compare_rates(
            sums([500, 500], [50, 250]), sums([500, 4500], [50, 2250]), planned=800
        )
        assert found.value == pytest.approx(0.0)
        assert found.low < 0 < found.high
