"""Say how likely a passage answers a question. Pure."""

import math
from collections.abc import Sequence

from retrieval.ranking import Candidates, Scores

FLOOR = 0.25
"""Below it a passage is no evidence; chosen on the questions that the weights were fitted on."""

# Fitted by benchmarks/relevance.py.
INTERCEPT = -52.0
WEIGHTS = (10.0, 45.0, 6.0, 60.0)


def features(
    candidates: Candidates, fused: Scores, picked: Sequence[int]
) -> list[tuple[float, ...]]:
    """Return what relevance depends on, for each of `picked`.

    The mean cosine, the best sentence's, the share of words matched, and how far ahead of the
    best other source it is (negative: behind).
    """
    tops = [float(fused[place]) for place in picked]
    sources = [int(candidates.sources[place]) for place in picked]
    found: list[tuple[float, ...]] = []
    for place, top, source in zip(picked, tops, sources, strict=True):
        others = [t for t, s in zip(tops, sources, strict=True) if s != source]
        found.append(
            (
                float(candidates.dense[place]),
                float(candidates.sentence[place]),
                float(candidates.share[place]),
                top - max(others) if others else 0.0,
            )
        )
    return found


def relevance(candidates: Candidates, fused: Scores, picked: Sequence[int]) -> list[float]:
    """Return a probability in (0, 1) for each of `picked`, never growing down the ranking."""
    scores: list[float] = []
    for values in features(candidates, fused, picked):
        logit = INTERCEPT + sum(w * v for w, v in zip(WEIGHTS, values, strict=True))
        scores.append(min(1 / (1 + math.exp(-logit)), scores[-1] if scores else 1.0))
    return scores
