"""Test whether weekly counts rise beyond those to be expected: at once, slowly, or with the season.

Counts are compared with exposures, such as conversations of the week, so that a busy week is no
spike. With `k` now and `K` before, in exposures `n` and `N`, and no change, k | k + K is binomial
with n / (n + N). Where counts vary more than Poisson's do, a negative binomial takes its place.
Slow change, which no single week shows, is a one-sided CUSUM on standardised counts.
Simulations that chose this way of testing: benchmarks/insights/shop_year.py.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import beta, binom, false_discovery_control, nbinom

from assistant.insights.statistics.intervals import LEVEL

Array = NDArray[np.float64]

YEAR = 52
"""Weeks between a week and the same week of the year before."""

PRIOR = 10.0
"""Counts added to both sides of a season's factor, so that few counts show no season."""

_WIDEST = 4.0  # greatest factor, up or down: more cannot be trusted after one year


def seasonal_factors(counts: Array, exposure: Array, *, weeks: int) -> Array:
    """Return, for the last `weeks` weeks of counts (T, W), the season's factor: shape (T, weeks).

    A factor of 2 says that the rate was twice that of these `weeks` weeks taken together, a year
    before, in the week itself and its neighbours. All are 1 without a whole year and a week before
    it. `exposure` is of shape (W,).
    """
    things, known = counts.shape
    first = known - weeks - YEAR
    if first < 1:
        return np.ones((things, weeks))
    ago, sessions = counts[:, first - 1 : -YEAR + 1], exposure[first - 1 : -YEAR + 1]
    window = np.ones(3)
    near = np.apply_along_axis(lambda row: np.convolve(row, window, "valid"), 1, ago)
    near_sessions = np.convolve(sessions, window, "valid")
    usual = ago[:, 1:-1].sum(axis=1, keepdims=True) / sessions[1:-1].sum()
    expected = usual * near_sessions
    return np.asarray(np.clip((near + PRIOR) / (expected + PRIOR), 1 / _WIDEST, _WIDEST))


OVERDISPERSED = 1.1
"""Variance over mean from which counts are not treated as Poisson's.

With 1.3 a simulated shop whose topics waver by 14 % had twice the false alarms.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weeks:
    """Hold counts of T things; the exposures may differ between them (seasons do)."""

    now: Array  # (T,)
    now_exposure: Array  # (T,), positive
    before: Array  # (T, W): whole weeks
    before_exposure: Array  # (T, W), positive


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpikeTest:
    """Hold the result of the test for each of T things; all of shape (T,)."""

    expected: Array  # counts now, if nothing changed
    p: Array  # one-sided, of as many or more
    q: Array  # adjusted: the share of false ones among those with a smaller or the same `q`
    ratio: Array  # rate now over rate before; inf: there was none before
    ratio_low: Array  # its interval's lower end
    overdispersion: float  # variance over mean of the weeks before, 1: Poisson's


def find_spikes(weeks: Weeks) -> SpikeTest:
    """Test every thing for more than expected, and adjust for the number of tests."""
    past, past_exposure = weeks.before.sum(axis=1), weeks.before_exposure.sum(axis=1)
    expected = weeks.now_exposure * past / past_exposure
    phi, alpha = dispersion(weeks.before, weeks.before_exposure)
    if phi < OVERDISPERSED:
        p = binom.sf(
            weeks.now - 1,
            weeks.now + past,
            weeks.now_exposure / (weeks.now_exposure + past_exposure),
        )
        low = _ratio_low(weeks.now, past, weeks.now_exposure, past_exposure)
    else:
        p = _overdispersed_tail(weeks, expected, alpha)
        low = _overdispersed_ratio_low(weeks, alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(weeks.now > 0, weeks.now / expected, 0.0)
    return SpikeTest(
        expected=expected,
        p=np.clip(p, 0, 1),
        q=benjamini_hochberg(p),
        ratio=ratio,
        ratio_low=low,
        overdispersion=phi,
    )


def benjamini_hochberg(p: Array) -> Array:
    """Return each p-value adjusted for the number of tests.

    Source: Benjamini, Hochberg, JRSS B 1995.
    """
    return np.asarray(false_discovery_control(np.clip(p, 0, 1))) if len(p) else p


def dispersion(counts: Array, exposure: Array) -> tuple[float, float]:
    """Return how much counts (T, W) vary: variance over mean, and the negative binomial's alpha.

    Its variance is mean + alpha x mean^2. Both are pooled over all things, because one alone has
    too
    few weeks; 1 and 0 where no count varies more than Poisson's.
    """
    rate = counts.sum(axis=1, keepdims=True) / exposure.sum(axis=1, keepdims=True)
    mean = rate * exposure
    kept = mean.mean(axis=1) >= 1  # rarer ones say nothing of how much counts vary
    counts, mean = counts[kept], mean[kept]
    free = counts.shape[0] * (counts.shape[1] - 1)
    if free <= 0:
        return 1.0, 0.0
    scale = counts.shape[1] / (counts.shape[1] - 1)  # the mean was taken from the same weeks
    squares = (counts - mean) ** 2 * scale
    phi = float((squares / mean).mean())
    alpha = float((squares - mean).sum() / (mean**2).sum())
    return max(phi, 1.0), max(alpha, 0.0)


def _overdispersed_tail(weeks: Weeks, expected: Array, alpha: float) -> Array:
    """Return the chance of as many or more, allowing for the doubt about the expected number."""
    past_exposure = weeks.before_exposure.sum(axis=1)
    rate = weeks.before.sum(axis=1) / past_exposure
    means = rate[:, None] * weeks.before_exposure
    of_mean = (means + alpha * means**2).sum(axis=1) * (weeks.now_exposure / past_exposure) ** 2
    mean = np.maximum(expected, 0.5 * weeks.now_exposure / past_exposure)  # none before: not never
    variance = np.maximum(mean + alpha * mean**2 + of_mean, mean * (1 + 1e-6))
    return np.asarray(nbinom.sf(weeks.now - 1, mean**2 / (variance - mean), mean / variance))


def _ratio_low(now: Array, past: Array, exposure: Array, past_exposure: Array) -> Array:
    """Return the lower end of the rate now over the rate before: Clopper's and Pearson's."""
    share = np.where(now > 0, beta.ppf((1 - LEVEL) / 2, np.maximum(now, 1), past + 1), 0.0)
    return np.asarray(share / (1 - share) * past_exposure / exposure)


def _overdispersed_ratio_low(weeks: Weeks, alpha: float) -> Array:
    """Return the same lower end on a logarithmic scale, where the spread counts on both sides."""
    past, past_exposure = weeks.before.sum(axis=1), weeks.before_exposure.sum(axis=1)
    now, before = np.maximum(weeks.now, 0.5), np.maximum(past, 0.5)
    spread = np.sqrt(1 / now + 1 / before + alpha * (1 + 1 / weeks.before.shape[1]))
    log_ratio = np.log(now / weeks.now_exposure * past_exposure / before)
    return np.asarray(np.exp(log_ratio - float(ndtri((1 + LEVEL) / 2)) * spread))


DRIFT_SLACK = 0.5
"""k, in standard deviations: half of the change that is to be found soonest."""

DRIFT_LIMIT = 5.0
"""h, in standard deviations: with `DRIFT_SLACK`, one false alarm in 930 weeks of one thing.

Source: Montgomery, Introduction to Statistical Quality Control, table 9.3.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drift:
    """Hold the sum of the weeks' excess, for each of T things."""

    reached: Array  # (T,), the sum at the last week, in standard deviations
    began: NDArray[np.int64]  # (T,), week that the sum has risen since; -1: it has not


def find_drift(counts: Array, expected: Array, *, overdispersion: float = 1.0) -> Drift:
    """Add up how far counts (T, W) exceed the expected counts (T, W), in order of weeks.

    `overdispersion` is variance over mean. A thing drifts where `reached` exceeds `DRIFT_LIMIT`.
    """
    spread = np.sqrt(np.maximum(expected, 0.5) * overdispersion)
    residuals = (counts - expected) / spread
    total = np.zeros(len(counts))
    began = np.full(len(counts), -1, np.int64)
    for week in range(counts.shape[1]):
        risen = total + residuals[:, week] - DRIFT_SLACK
        began = np.where(risen <= 0, -1, np.where(began < 0, week, began))
        total = np.maximum(risen, 0.0)
    return Drift(reached=total, began=began)
