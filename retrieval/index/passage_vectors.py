"""Encode drafts, several at a time."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from queue import SimpleQueue
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


class Vectoriser(AbstractContextManager["Vectoriser"]):
    """Encode texts on as many threads as there are encoders."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self._free: SimpleQueue[Encoder] = SimpleQueue()
        for encoder in encoders:
            self._free.put(encoder)
        self._pool = ThreadPoolExecutor(len(encoders), thread_name_prefix="encode")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def encode(self, wordings: Sequence[PassageWording]) -> Iterator[PassageVectors]:
        """Yield the vectors of each, in order."""
        return self._pool.map(self._encode, wordings)

    def _encode(self, wording: PassageWording) -> PassageVectors:
        encoder = self._free.get()
        try:
            return vectors_of(wording, encoder)
        finally:
            self._free.put(encoder)


def vectors_of(wording: PassageWording, encoder: Encoder) -> PassageVectors:
    """Return the vectors of one passage."""
    title, body = encoder.encode_passage(wording.title), encoder.encode_passage(wording.body)
    sentences = np.zeros((len(wording.sentences), encoder.dimensions), np.float16)
    for row, sentence in zip(sentences, wording.sentences, strict=True):
        row[:] = encoder.encode_passage(sentence)
    vector = wording.title_weight * title + (1 - wording.title_weight) * body
    return PassageVectors(vector=vector.astype(np.float32), sentences=sentences)
