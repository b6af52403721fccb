"""Compute rates with the interval that the counts behind them allow."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtri
from scipy.stats import chi2

LEVEL = 0.95
"""Two-sided confidence of every interval that is shown."""

NIGHTS = 365
"""Looks of a year at windows that move on by a day each night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Hold a rate and the interval that contains it with the confidence `LEVEL`."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Rate":
        """Return the rate in another unit, such as per 1,000; `factor` is positive."""
        return Rate(value=self.value * factor, low=self.low * factor, high=self.high * factor)


def wilson(events: float, trials: float, *, level: float = LEVEL) -> Rate:
    """Return the share `events` / `trials`, with Wilson's score interval; all in [0, 1].

    Both are whole numbers, but for those of a sample that tells less than its size.
    Without any trial nothing is known: 0, from 0 to 1.

    Raises:
        ValueError: more events than trials, or fewer than none.

    Source: Wilson, JASA 1927; recommended by Brown, Cai, DasGupta, Statistical Science 2001.
    """
    if not 0 <= events <= trials:
        msg = f"{events} events of {trials} trials"
        raise ValueError(msg)
    if trials == 0:
        return Rate(value=0.0, low=0.0, high=1.0)
    z2 = float(ndtri((1 + level) / 2)) ** 2
    share = events / trials
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = sqrt(z2) * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    return Rate(
        value=share,
        low=0.0 if events == 0 else max(0.0, middle - half),
        high=1.0 if events == trials else min(1.0, middle + half),
    )


def garwood(events: int, exposure: float, *, level: float = LEVEL) -> Rate:
    """Return the rate `events` / `exposure` of a Poisson count, with its exact interval.

    Raises:
        ValueError: fewer than no events, or an exposure that is not positive.

    Source: Garwood, Biometrika 1936.
    """
    if events < 0 or exposure <= 0:
        msg = f"{events} events in an exposure of {exposure}"
        raise ValueError(msg)
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * events)) / 2 if events else 0.0
    high = float(chi2.ppf(1 - tail, 2 * events + 2)) / 2
    return Rate(value=events / exposure, low=low / exposure, high=high / exposure)


def newcombe(
    events: int, trials: int, others: int, other_trials: int, *, level: float = LEVEL
) -> Rate:
    """Return the difference of two shares, the first less the second, in [-1, 1].

    Source: Newcombe, Statistics in Medicine 1998, method 10.
    """
    mine, theirs = wilson(events, trials, level=level), wilson(others, other_trials, level=level)
    return differ(mine, theirs)


def differ(one: Rate, other: Rate) -> Rate:
    """Return the first rate less the second, with the interval that both intervals allow.

    Source: Donner, Zou, Statistics in Medicine 2012 (MOVER); of Wilson's it is Newcombe's.
    """
    difference = one.value - other.value
    return Rate(
        value=difference,
        low=difference - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2),
        high=difference + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2),
    )


def level_of_looks(compared: int) -> float:
    """Return the two-sided confidence at which one of `compared` things may be called worse.

    They are looked at every night. In a year in which none gets worse, one is called so with a
    probability of 1 - `LEVEL` at most: Bonferroni over things and nights. Windows of two nights
    overlap, so that it is less; `compared` is 1 at least.
    """
    return 1 - 2 * (1 - LEVEL) / (max(1, compared) * NIGHTS)
