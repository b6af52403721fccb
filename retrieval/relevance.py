"""Say how likely a passage answers a question. Pure."""

import math
from collections.abc import Iterable, Sequence

from retrieval.ranking import Candidates, Scores

FLOOR = 0.30
"""Below it a passage is no evidence; chosen on the questions that the weights were fitted on."""

# Fitted by `python -m benchmarks.relevance`, in the order of `features_of`.
INTERCEPT = -39.40
WEIGHTS = (4.83, 38.63, 5.68, 50.76, -1.42)

Features = tuple[float, float, float, float, float]
"""Cosine and best sentence's cosine, less what their form has in common; share of the words
matched; how far ahead of the best other source (negative: behind); 1 for a product."""


def features_of(candidates: Candidates, fused: Scores, picked: Sequence[int]) -> list[Features]:
    """Return what relevance depends on, for each of `picked`."""
    tops = [float(fused[place]) for place in picked]
    sources = [int(candidates.sources[place]) for place in picked]
    return [
        (
            float(candidates.dense[place]),
            float(candidates.sentence[place]),
            float(candidates.share[place]),
            top - max((t for t, s in zip(tops, sources, strict=True) if s != source), default=top),
            float(candidates.products[place]),
        )
        for place, top, source in zip(picked, tops, sources, strict=True)
    ]


def relevance(ranked: Iterable[Features]) -> list[float]:
    """Return a probability in (0, 1) for each, never growing down the ranking."""
    scores: list[float] = []
    for features in ranked:
        logit = INTERCEPT + sum(w * f for w, f in zip(WEIGHTS, features, strict=True))
        scores.append(min(1 / (1 + math.exp(-logit)), scores[-1] if scores else 1.0))
    return scores
