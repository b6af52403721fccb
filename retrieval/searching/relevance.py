"""Compute the probability that a passage answers a question. Pure."""

import math
from collections.abc import Iterable, Sequence

from retrieval.searching.passage_ranking import Candidates, Scores

FLOOR = 0.30
"""Below it a passage is no evidence; chosen on the questions that the weights were fitted on."""

# Fitted by `python -m benchmarks.quality.relevance`: an intercept, and a weight for each of
# `Features` but the last. Apart for translations, which share no words with the question.
OWN_LANGUAGE = (-39.69, 4.70, 39.20, 5.47, 51.00, -1.40)
OTHER_LANGUAGE = (-35.47, 8.57, 31.74, 3.89, 83.97, -0.63)

Features = tuple[float, float, float, float, float, bool]
"""Cosine and best sentence's cosine, less what their form has in common; share of the words
matched; how far ahead of the best other source (negative: behind); 1 for a product; whether the
passage is in the question's language."""


def features_of(candidates: Candidates, fused: Scores, picked: Sequence[int]) -> list[Features]:
    """Return the features that relevance depends on, for each of `picked`."""
    tops = [float(fused[place]) for place in picked]
    sources = [int(candidates.sources[place]) for place in picked]
    return [
        (
            float(candidates.dense[place]),
            float(candidates.sentence[place]),
            float(candidates.share[place]),
            top - max((t for t, s in zip(tops, sources, strict=True) if s != source), default=top),
            float(candidates.products[place]),
            bool(candidates.same_language[place]),
        )
        for place, top, source in zip(picked, tops, sources, strict=True)
    ]


def relevance(ranked: Iterable[Features]) -> list[float]:
    """Return a probability in (0, 1) for each, never growing down the ranking."""
    scores: list[float] = []
    for *measured, own in ranked:
        intercept, *weights = OWN_LANGUAGE if own else OTHER_LANGUAGE
        logit = intercept + sum(w * m for w, m in zip(weights, measured, strict=True))
        scores.append(min(1 / (1 + math.exp(-logit)), scores[-1] if scores else 1.0))
    return scores
