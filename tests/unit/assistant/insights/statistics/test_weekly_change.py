"""Test which counts are spikes, and how often a quiet shop has false ones."""

import numpy as np
import pytest
from scipy.stats import binom

from assistant.insights.statistics.weekly_change import (
    OVERDISPERSED,
    Weeks,
    benjamini_hochberg,
    dispersion,
    find_spikes,
)

SESSIONS = 5000.0


def weeks(before: np.ndarray, now: np.ndarray) -> Weeks:
    return Weeks(
        now=now.astype(float),
        now_exposure=np.full(len(now), SESSIONS),
        before=before.astype(float),
        before_exposure=np.full(before.shape, SESSIONS),
    )


def quiet(rng: np.random.Generator, *, alpha: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return eight weeks and one more of 200 things at rates that do not change."""
    rates = SESSIONS / (np.arange(200) + 20) / 6
    spread = rng.gamma(1 / alpha, alpha, (200, 9)) if alpha else np.ones((200, 9))
    counts = rng.poisson(rates[:, None] * spread)
    return counts[:, :8], counts[:, 8]


class TestASpike:
    def test_is_found_beside_199_things_that_did_not_change(self) -> None:
        before, now = quiet(np.random.default_rng(1))
        now[5] = 3 * before[5].mean()

        tested = find_spikes(weeks(before, now))

        assert np.flatnonzero((tested.q <= 0.05) & (tested.ratio_low >= 1.5)).tolist() == [5]
        assert tested.ratio[5] == pytest.approx(3, rel=0.05)

    def test_is_none_if_the_whole_shop_is_busy(self) -> None:
        before, _ = quiet(np.random.default_rng(1))
        now = np.random.default_rng(2).poisson(3 * SESSIONS / (np.arange(200) + 20) / 6)
        busy = weeks(before, now)
        busy = Weeks(
            now=busy.now,
            now_exposure=busy.now_exposure * 3,
            before=busy.before,
            before_exposure=busy.before_exposure,
        )

        tested = find_spikes(busy)

        assert not ((tested.q <= 0.05) & (tested.ratio_low >= 1.5)).any()

    def test_has_the_exact_chance_of_a_binomial(self) -> None:
        before, now = np.full((1, 8), 10), np.array([25])

        tested = find_spikes(weeks(before, now))

        assert tested.p[0] == pytest.approx(binom.sf(24, 105, 1 / 9))
        assert tested.expected[0] == pytest.approx(10)

    @pytest.mark.parametrize("alpha", [0.0, 0.05])
    def test_is_seen_in_vain_less_than_once_in_three_weeks(self, alpha: float) -> None:
        rng = np.random.default_rng(3)
        alarms = 0
        for _ in range(60):
            tested = find_spikes(weeks(*quiet(rng, alpha=alpha)))
            alarms += int(((tested.q <= 0.05) & (tested.ratio_low >= 1.5)).sum())

        assert alarms <= 20


class TestDispersion:
    def test_is_one_for_poisson_counts(self) -> None:
        before, _ = quiet(np.random.default_rng(2))

        phi, alpha = dispersion(before.astype(float), np.full(before.shape, SESSIONS))

        assert phi < OVERDISPERSED
        assert alpha < 0.01

    def test_finds_the_spread_that_was_put_in(self) -> None:
        before, _ = quiet(np.random.default_rng(2), alpha=0.05)

        phi, alpha = dispersion(before.astype(float), np.full(before.shape, SESSIONS))

        assert phi > OVERDISPERSED
        assert alpha == pytest.approx(0.05, rel=0.3)

    def test_of_too_few_counts_is_one(self) -> None:
        assert dispersion(np.zeros((3, 8)), np.ones((3, 8))) == (1.0, 0.0)


class TestBenjaminiHochberg:
    def test_gives_the_papers_example(self) -> None:
        p = np.array(
            [
                *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240),
                *(0.4262, 0.5719, 0.6528, 0.7590, 1.0),
            ]
        )

        assert int((benjamini_hochberg(p) <= 0.05).sum()) == 4

    def test_of_nothing_is_nothing(self) -> None:
        assert len(benjamini_hochberg(np.array([]))) == 0
