"""Encode drafts, several at a time."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.ports import Encoder
from retrieval.text.passage_wording import PassageWording
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageVectors:
    """Hold a passage's vectors."""

    vector: Vector
    """Weighted mean of its title's and its body's unit vectors, so that a dot product with it is
    the mean of two cosines. Either alone finds less (docs/decisions/0006-search.md)."""
    sentences: NDArray[np.float16]  # shape (sentences, dimensions), unit length


KNOWN = 4_096
"""Texts whose vectors are kept during a build: titles, and sentences that pages share; 6 MB."""


class Vectoriser(AbstractContextManager["Vectoriser"]):
    """Encode texts on several threads, which share an encoder, and each text once."""

    def __init__(self, encoder: Encoder, *, threads: int = 1) -> None:
        self._encode = lru_cache(KNOWN)(encoder.encode_passage)
        self._dimensions = encoder.dimensions
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="encode")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def encode(self, wordings: Sequence[PassageWording]) -> Iterator[PassageVectors]:
        """Yield the vectors of each, in order."""
        return self._pool.map(self._vectors, wordings)

    def _vectors(self, wording: PassageWording) -> PassageVectors:
        return vectors_of(wording, self._encode, dimensions=self._dimensions)


def vectors_of(
    wording: PassageWording, encode: Callable[[str], Vector], *, dimensions: int
) -> PassageVectors:
    """Return the vectors of one passage."""
    title, body = encode(wording.title), encode(wording.body)
    sentences = np.zeros((len(wording.sentences), dimensions), np.float16)
    for row, sentence in zip(sentences, wording.sentences, strict=True):
        row[:] = encode(sentence)
    vector = wording.title_weight * title + (1 - wording.title_weight) * body
    return PassageVectors(vector=vector.astype(np.float32), sentences=sentences)
