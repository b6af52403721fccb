"""Whether two things come together more often than chance has them."""

from dataclasses import dataclass
from math import log

from scipy.stats import hypergeom


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How two things go together in `of` conversations."""

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
