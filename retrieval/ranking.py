"""Put candidates in order. Pure.

The weights were chosen on halves of two public question sets and checked on the other halves; see
docs/decisions/0006-search.md for every figure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEXICAL_WEIGHT = 0.05  # of all words matched; cosines of good candidates spread over 0.05
SENTENCE_WEIGHT = 0.2  # of the sentence that fits best, beside the whole passage
SAME_LANGUAGE = 0.01  # a translation is preferred, not required

Scores = NDArray[np.float32]
"""Shape (candidates,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What is known of the passages that may answer; parallel arrays."""

    rows: NDArray[np.int64]
    sources: NDArray[np.uint32]  # equal for one source
    languages: NDArray[np.uint16]
    products: NDArray[np.uint8]  # 1: a product
    same_language: NDArray[np.bool_]  # as the question's
    dense: Scores  # mean cosine of title and body, in [-1, 1]
    sentence: Scores  # cosine of the best sentence, in [-1, 1]
    lexical: Scores  # BM25, >= 0
    share: Scores  # of the BM25 that the question could reach, in [0, 1]


def fuse(candidates: Candidates) -> Scores:
    """Return the score that orders candidates; no unit.

    Every part means the same for every question, so plain weights do: ranks lose how far ahead
    the best is, and z-scores depend on who else was found.
    """
    fused: Scores = (
        candidates.dense
        + np.float32(SENTENCE_WEIGHT) * candidates.sentence
        + np.float32(LEXICAL_WEIGHT) * candidates.share
        + np.float32(SAME_LANGUAGE) * candidates.same_language
    )
    return fused


def pick(candidates: Candidates, fused: Scores, *, limit: int, per_source: int) -> list[int]:
    """Return places of candidates, best first: of `limit` sources, `per_source` passages each.

    A source's passages are in the language of its best: a translation repeats it.
    """
    picked: list[int] = []
    taken: dict[int, tuple[int, int]] = {}  # source -> its language, passages taken
    sources, languages = candidates.sources.tolist(), candidates.languages.tolist()
    for place in np.argsort(-fused, kind="stable").tolist():
        source, language = sources[place], languages[place]
        chosen, count = taken.get(source, (language, 0))
        if (count == 0 and len(taken) == limit) or count == per_source or chosen != language:
            continue
        taken[source] = (chosen, count + 1)
        picked.append(place)
    return picked
