"""Compute the agreement of two judges beyond chance, from pairs of judgements. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtri

from assistant.insights.statistics.intervals import LEVEL

LEAST_JUDGED = 30
"""Judgements from which an interval of kappa says enough to switch a check off."""

POOR = 0.4
"""Kappa below which agreement is poor (Fleiss, Levin, Paik, Statistical Methods for Rates and
Proportions 2003, section 18.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Hold Cohen's kappa of some pairs, with its interval; all in [-1, 1]."""

    pairs: int
    same: int  # pairs in which both say the same
    value: float | None  # None: both always said one and the same thing, so chance says all
    low: float
    high: float

    @property
    def is_distrusted(self) -> bool:
        """Return whether agreement is surely poor: enough pairs, all of the interval below."""
        return self.pairs >= LEAST_JUDGED and self.value is not None and self.high < POOR


def cohen(pairs: Sequence[tuple[bool, bool]]) -> Kappa:
    """Return the kappa of pairs of judgements: the one's, the other's.

    Source: Cohen, Educational and Psychological Measurement 1960; the interval is of the standard
    error given there, which is a little wide.
    """
    count, same = len(pairs), sum(one == other for one, other in pairs)
    if not count:
        return Kappa(pairs=0, same=0, value=None, low=-1.0, high=1.0)
    agreed = same / count
    first, second = (sum(pair[at] for pair in pairs) / count for at in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    if chance >= 1:
        return Kappa(pairs=count, same=same, value=None, low=-1.0, high=1.0)
    value = (agreed - chance) / (1 - chance)
    error = sqrt(agreed * (1 - agreed) / count) / (1 - chance)
    half = float(ndtri((1 + LEVEL) / 2)) * error
    return Kappa(
        pairs=count,
        same=same,
        value=value,
        low=max(-1.0, value - half),
        high=min(1.0, value + half),
    )
