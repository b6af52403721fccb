"""Compare counts with those that are expected, of single things or of two things together.

A thing's true ratio of observed to expected is taken for a draw from one gamma distribution, which
all things together show; small counts are drawn to it. So 2 of 0.1 expected says little, and 40 of
10 says much.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import gamma, hypergeom

Array = NDArray[np.float64]

_FEW = 5  # things from which the spread between them can be told
_BOUNDS = ((np.log(0.05), np.log(500.0)),) * 2  # of shape and rate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shrunken:
    """Hold ratios of observed to expected, each of shape (T,)."""

    value: Array  # posterior mean
    low: Array  # 5 % quantile: true with .95
    high: Array  # 95 % quantile


def shrink(observed: Array, expected: Array) -> Shrunken:
    """Return each thing's ratio, drawn to the others'; `expected` is positive, both of shape (T,).

    Source: DuMouchel, The American Statistician 1999, with one gamma in place of two.
    """
    shape, rate = _prior(observed, expected)
    after, scale = shape + observed, 1 / (rate + expected)
    return Shrunken(
        value=after * scale,
        low=np.asarray(gamma.ppf(0.05, after, scale=scale)),
        high=np.asarray(gamma.ppf(0.95, after, scale=scale)),
    )


def _prior(observed: Array, expected: Array) -> tuple[float, float]:
    """Return shape and rate of the gamma distribution under which the counts are likeliest."""
    if len(observed) < _FEW:
        return 1.0, 1.0

    def unlikeliness(logs: Array) -> float:
        a, b = np.exp(logs)
        terms = (
            gammaln(a + observed)
            - gammaln(a)
            + a * np.log(b / (b + expected))
            + observed * np.log(expected / (b + expected))
        )
        return -float(terms.sum())

    found = minimize(unlikeliness, np.zeros(2), method="L-BFGS-B", bounds=_BOUNDS)
    shape, rate = np.exp(found.x)
    return float(shape), float(rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """Hold how often two things come together in `of` conversations."""

    lift: float  # observed over expected; 1: by chance
    npmi: float  # in [-1, 1]; 1: never one without the other
    p: float  # of as many or more by chance: Fisher's exact test, one-sided


def associate(both: int, one: int, other: int, of: int) -> Association:
    """Return how `both` of `of` conversations compare with `one` and `other` alone.

    Raises:
        ValueError: the counts contradict each other.
    """
    if not 0 < both <= min(one, other) <= max(one, other) <= of:
        msg = f"{both} of {one} and {other}, of {of}"
        raise ValueError(msg)
    lift = both * of / (one * other)
    return Association(
        lift=lift,
        npmi=log(lift) / -log(both / of) if both < of else 1.0,
        p=float(hypergeom.sf(both - 1, of, one, other)),
    )
