"""Test intervals against published and independently computed figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from assistant.insights.statistics.intervals import differ, garwood, newcombe, wilson


class TestWilson:
    @pytest.mark.parametrize(
        ("events", "trials", "low", "high"),
        [(0, 500, 0.0, 7.6), (3, 500, 2.0, 17.5), (30, 5000, 4.2, 8.6), (120, 20000, 5.0, 7.2)],
    )
    def test_gives_the_figures_per_thousand(
        self, events: int, trials: int, low: float, high: float
    ) -> None:
        rate = wilson(events, trials).times(1000)

        assert (round(rate.low, 1), round(rate.high, 1)) == (low, high)

    @given(st.integers(0, 300), st.integers(1, 300))
    def test_agrees_with_scipy(self, events: int, trials: int) -> None:
        events = min(events, trials)
        expected = binomtest(events, trials).proportion_ci(method="wilson")

        rate = wilson(events, trials)

        assert rate.low == pytest.approx(expected.low, abs=1e-12)
        assert rate.high == pytest.approx(expected.high, abs=1e-12)
        assert 0 <= rate.low <= rate.value <= rate.high <= 1

    def test_ranks_thirty_of_five_thousand_above_three_of_five_hundred(self) -> None:
        assert wilson(30, 5000).low > wilson(3, 500).low

    def test_knows_nothing_of_no_trials(self) -> None:
        rate = wilson(0, 0)

        assert (rate.low, rate.high) == (0.0, 1.0)

    @pytest.mark.parametrize(("events", "trials"), [(3, 2), (-1, 2)])
    def test_refuses_what_cannot_be(self, events: int, trials: int) -> None:
        with pytest.raises(ValueError, match="trials"):
            wilson(events, trials)


class TestGarwood:
    @pytest.mark.parametrize(
        ("events", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390)]
    )
    def test_gives_the_textbook_limits(self, events: int, low: float, high: float) -> None:
        rate = garwood(events, 1.0)

        assert rate.low == pytest.approx(low, abs=5e-4)
        assert rate.high == pytest.approx(high, abs=5e-4)

    def test_is_per_exposure(self) -> None:
        assert garwood(10, 5.0).value == 2.0

    def test_needs_an_exposure(self) -> None:
        with pytest.raises(ValueError, match="exposure"):
            garwood(1, 0.0)


class TestNewcombe:
    def test_gives_the_papers_example(self) -> None:
        difference = newcombe(56, 70, 48, 80)

        assert difference.value == pytest.approx(0.2)
        assert difference.low == pytest.approx(0.0524, abs=5e-5)
        assert difference.high == pytest.approx(0.3339, abs=5e-5)

    def test_is_what_the_two_intervals_allow(self) -> None:
        assert newcombe(5, 50, 9, 40) == differ(wilson(5, 50), wilson(9, 40))

    def test_of_no_trials_holds_nothing_back(self) -> None:
        assert newcombe(5, 50, 0, 0).low < 0
