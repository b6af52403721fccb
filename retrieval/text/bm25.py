"""Score passages by BM25: the share of a question's words, rare ones above all, in a passage.

Qdrant's tokeniser, stop words and stemmers run in process, one language per text. Document
frequencies are counted here rather than in the store, so that every store gives the same score
and the score can be put in relation to the best that the question could reach.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import Bm25, Bm25Config, TokenizerType

from retrieval.types import WordWeights

SATURATION = 1.2  # Robertson and Zaragoza 2009: their usual k1
LENGTH_SHARE = 0.75  # their usual b
MEAN_TERMS = 120.0
"""Length that counts as average. Fixed, not counted: a passage's weights then do not depend on
its neighbours, and passages are cut to one length anyway."""

_LANGUAGES = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


def terms_of(text: str, language: str) -> WordWeights:
    """Return a passage's BM25 weights, each in (0, SATURATION + 1], without document frequency.

    `language` is ISO 639-1; an unknown one is read by the rules of English.
    """
    found = _model(language).embed_document(text)
    return _sorted(found.indices, found.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """Count the passages of an index that each term stands in."""

    passages: int
    numbers: NDArray[np.uint32]  # of the terms, ascending
    counts: NDArray[np.uint32]

    @classmethod
    def count(cls, counts: Mapping[int, int], *, passages: int) -> "Frequencies":
        """Collect the counts of `Counter`."""
        numbers = np.fromiter(counts, np.uint32, len(counts))
        order = np.argsort(numbers)
        values = np.fromiter(counts.values(), np.uint32, len(counts))
        return cls(passages=passages, numbers=numbers[order], counts=values[order])

    def weigh(self, question: str, language: str) -> WordWeights:
        """Return a question's terms, each weighing its inverse document frequency.

        A question's score with a passage is the dot product of their terms.
        """
        found = _model(language).embed_query(question)
        numbers = np.array(sorted(found.indices), np.uint32)
        if not len(self.numbers):
            return WordWeights(numbers=numbers, weights=self._rarity([0] * len(numbers)))
        at = self.numbers.searchsorted(numbers)
        at[at == len(self.numbers)] = 0
        df = self.counts[at] * (self.numbers[at] == numbers)
        return WordWeights(numbers=numbers, weights=self._rarity(df.tolist()))

    def has(self, word: str, language: str) -> bool:
        """Return whether a word stands in any passage, in this form or another of its stem.

        True for a word that is too common to be counted.
        """
        found = np.array(sorted(_model(language).embed_query(word).indices), np.uint32)
        return bool(np.isin(found, self.numbers).all())

    def _rarity(self, counts: Iterable[int]) -> NDArray[np.float32]:
        """Return the inverse document frequency of terms that stand in so many passages."""
        n = self.passages
        return np.array([math.log1p((n - df + 0.5) / (df + 0.5)) for df in counts], np.float32)


def attainable(question: WordWeights) -> float:
    """Return the score of a passage that says every word of the question without end."""
    return float(question.weights.sum()) * (SATURATION + 1)


def dot(question: WordWeights, passage: WordWeights) -> float:
    """Return the BM25 score."""
    _, mine, theirs = np.intersect1d(
        question.numbers, passage.numbers, assume_unique=True, return_indices=True
    )
    return float(question.weights[mine] @ passage.weights[theirs])


def tally(counter: Counter[int], passages: Iterable[WordWeights]) -> None:
    """Count each passage's terms once."""
    for terms in passages:
        counter.update(terms.numbers.tolist())


@lru_cache(maxsize=32)
def _model(language: str) -> Bm25:
    config = Bm25Config(
        k=SATURATION,
        b=LENGTH_SHARE,
        avg_len=MEAN_TERMS,
        tokenizer=TokenizerType.Word,
        language=_LANGUAGES.get(language, "english"),
        ascii_folding=True,  # customers write "echarpe"
    )
    return Bm25(config)


def _sorted(numbers: list[int], weights: list[float]) -> WordWeights:
    found = np.array(numbers, np.uint32)
    order = np.argsort(found)
    return WordWeights(numbers=found[order], weights=np.array(weights, np.float32)[order])
