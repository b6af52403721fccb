"""Measure the quality of a ranking. Pure.

Every function takes the found items, best first and each once, and the relevant ones, and returns a
number in [0, 1]; 1 is best. Averages over questions are the caller's.
"""

import math
from collections.abc import Collection, Mapping, Sequence


def hit(found: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """Return 1 if anything relevant is among the first `k`, else 0.

    Raises:
        ValueError: `k` is not positive.
    """
    return float(any(item in relevant for item in _first(found, k)))


def reciprocal_rank(found: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 / rank of the first relevant one, 0 if there is none. Its mean is the MRR."""
    ranks = (rank for rank, item in enumerate(found, 1) if item in relevant)
    return 1 / next(ranks, math.inf)


def ndcg(found: Sequence[str], gains: Mapping[str, float], *, k: int) -> float:
    """Return the discounted gain of the first `k` as a share of the best possible.

    `gains` are >= 0; what is not in it gains nothing. If nothing gains anything, 0.

    Raises:
        ValueError: `k` is not positive.

    Source: Järvelin and Kekäläinen, TOIS 2002, with the logarithm of rank + 1.
    """
    best = _discounted(sorted(gains.values(), reverse=True)[:k])
    reached = _discounted([gains.get(item, 0.0) for item in _first(found, k)])
    return reached / best if best > 0 else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _first(found: Sequence[str], k: int) -> Sequence[str]:
    if k < 1:
        message = f"k is {k}, but ranks begin at 1"
        raise ValueError(message)
    return found[:k]
