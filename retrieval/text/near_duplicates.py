"""Recognise passages that say the same as one already seen. Pure.

Shops repeat themselves: the same paragraph on five pages crowds everything else out of an answer.
But texts that differ in a number or a "not" contradict each other, however alike they are, and
both must stay: that is for the answer to notice.
"""

import re
from collections import Counter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from retrieval.catalogue.case_folding import fold

MIN_RATIO = 0.9
"""Share of words, in order, that two passages have in common to say the same."""

_HASHES = 64  # signature length; 16 bands of 4 find 99 % of pairs that share 3 of 4 shingles
_BANDS = 16
_SHINGLE = 3  # words
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"\w+")
_Words = tuple[str, ...]

_NEGATIONS = frozenset(
    {"ne", "n", "pas", "non", "sans", "sauf", "hors", "aucun", "aucune", "jamais", "ni", "rien"}
    | {"seulement", "uniquement", "not", "no", "never", "nor", "none", "without", "except"}
    | {"unless", "only", "cannot", "t"}
)


class SeenPassages:
    """Remember the passages kept so far, by language."""

    def __init__(self) -> None:
        generator = np.random.default_rng(20_09)
        self._a = generator.integers(1, 1 << 29, _HASHES, dtype=np.uint64)
        self._b = generator.integers(0, _PRIME, _HASHES, dtype=np.uint64)
        self._kept: list[tuple[_Words, _Words]] = []
        self._buckets: dict[tuple[str, int, bytes], list[int]] = {}

    def repeats(self, heading: str, text: str, language: str) -> bool:
        """Return whether `text` below `heading` was there before; remember it if it was not.

        The heading counts: a "Yes, within 30 days." that answers two questions stays twice.
        """
        words = _words(text)
        if not words:
            return False
        about = _words(heading)
        buckets = [(language, *band) for band in self._bands(words)]
        near = {number for bucket in buckets for number in self._buckets.get(bucket, ())}
        for number in near:
            known_about, known = self._kept[number]
            if _same(about, known_about) and _same(words, known):
                return True
        for bucket in buckets:
            self._buckets.setdefault(bucket, []).append(len(self._kept))
        self._kept.append((about, words))
        return False

    def _bands(self, words: _Words) -> list[tuple[int, bytes]]:
        """Return the MinHash signature in pieces; texts that share one are compared."""
        count = max(1, len(words) - _SHINGLE + 1)
        shingles = [crc32(" ".join(words[i : i + _SHINGLE]).encode()) for i in range(count)]
        hashes = np.array(shingles, np.uint64)[:, None] * self._a + self._b
        signature: NDArray[np.uint64] = (hashes % np.uint64(_PRIME)).min(axis=0)
        return [(i, band.tobytes()) for i, band in enumerate(signature.reshape(_BANDS, -1))]


def _words(text: str) -> _Words:
    return tuple(_WORD.findall(fold(text)))


def _same(one: _Words, other: _Words) -> bool:
    if Indel.normalized_similarity(one, other) < MIN_RATIO:
        return False
    left, right = Counter(one), Counter(other)
    differing = (left - right) + (right - left)
    return not any(word in _NEGATIONS or any(c.isdigit() for c in word) for word in differing)
