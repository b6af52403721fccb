"""Put candidates in order. Pure.

The weights were chosen on halves of two public question sets and checked on the other halves; see
docs/decisions/0006-search.md for every figure.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

LEXICAL_WEIGHT = 0.05  # of all words matched; cosines of good candidates spread over 0.05
SENTENCE_WEIGHT = 0.2  # of the sentence that fits best, beside the whole passage
TRANSLATION_MARGIN = 0.03  # how far behind a source's translation its own-language passage may be

Scores = NDArray[np.float32]
"""Shape (candidates,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Hold the passages that may answer, as parallel arrays."""

    rows: NDArray[np.int64]
    sources: NDArray[np.uint32]  # equal for one source
    languages: NDArray[np.uint16]
    products: NDArray[np.uint8]  # 1: a product
    same_language: NDArray[np.bool_]  # as the question's
    cosine: Scores  # mean of title's and body's, in [-1, 1]
    dense: Scores  # `cosine` less what is common to the passage's form
    sentence: Scores  # cosine of the best sentence, less what is common to its form
    lexical: Scores  # BM25, >= 0
    share: Scores  # of the BM25 that the question could reach, in [0, 1]

    def joined_to(self, others: "Candidates") -> "Candidates":
        """Return these candidates with others after them."""
        pairs = ((one.name, getattr(self, one.name)) for one in fields(self))
        both = {name: np.concatenate([mine, getattr(others, name)]) for name, mine in pairs}
        return Candidates(**both)


def fuse(candidates: Candidates) -> Scores:
    """Return the score that orders candidates; no unit.

    Every part means the same for every question, so plain weights do: ranks lose how far ahead
    the best is, and z-scores depend on who else was found.
    """
    fused: Scores = (
        candidates.dense
        + np.float32(SENTENCE_WEIGHT) * candidates.sentence
        + np.float32(LEXICAL_WEIGHT) * candidates.share
    )
    return fused


def pick(candidates: Candidates, fused: Scores, *, limit: int, per_source: int) -> list[int]:
    """Return places of candidates, best first: of `limit` sources, `per_source` passages each.

    A source's passages are in one language, because a translation repeats it: in the question's
    if what it says there is nearly as good, else in that of its best.
    """
    order = np.argsort(-fused, kind="stable").tolist()
    sources, languages = candidates.sources.tolist(), candidates.languages.tolist()
    own = candidates.same_language.tolist()
    best_own = {sources[place]: place for place in reversed(order) if own[place]}
    picked: dict[int, list[int]] = {}  # by source
    for place in order:
        source = sources[place]
        if source not in picked:
            if len(picked) == limit:
                continue
            mine = best_own.get(source, place)
            near = fused[mine] >= fused[place] - TRANSLATION_MARGIN
            picked[source] = [mine if near else place]
        taken = picked[source]
        fits = languages[place] == languages[taken[0]] and place not in taken
        if fits and len(taken) < per_source:
            taken.append(place)
    return sorted(
        (place for places in picked.values() for place in places),
        key=lambda place: -float(fused[place]),
    )
