"""Define the ports of retrieval: an encoder, a reader of statements, and a store of vectors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.facets import PassageFacets
from retrieval.types import Filter, PackedTokens, Passage, ReadStatement, Vector, WordWeights


class Encoder(Protocol):
    """Turn one text into one vector; same text, same vector.

    Implementations clean and bound the text themselves (`retrieval.encoders.encoder_base`), so any
    string is safe. Not thread-safe, unless it says so: one thread per encoder.
    """

    @property
    def name(self) -> str:
        """Identify the vectors: an index made by another name is not searched."""
        ...

    @property
    def dimensions(self) -> int:
        """Return the length of every vector."""
        ...

    def encode_query(self, text: str) -> Vector:
        """Return the unit vector of a question."""
        ...

    def encode_passage(self, text: str) -> Vector:
        """Return the unit vector of a text that questions look for."""
        ...


class StatementReader(Protocol):
    """Read a question and statements together, and tell which of them answer it."""

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> Sequence[float]:
        """Return the log-odds that each statement answers the question."""
        ...


class PageStatements(Protocol):
    """Tell the statements of pages, to keep them with the index as a `StatementReader` reads them.

    Thread-safe.
    """

    @property
    def reader(self) -> str:
        """Name the reader: statements kept for one are of no use to another."""
        ...

    def texts_of(self, passage: Passage) -> Iterable[str]:
        """Return the words of each statement of a passage, as the reader is given them."""
        ...

    def encode(self, text: str) -> PackedTokens:
        """Return the tokens of a statement."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreEntry:
    """Hold the fields that a store keeps of one passage."""

    row: int  # of the passage in its version of the index, from 0
    vector: Vector
    terms: WordWeights  # BM25 weights without document frequency
    facets: PassageFacets


class StoreUnavailableError(Exception):
    """Say that a store gives no answer now; the same search may work later."""


class StoreMismatchError(StoreUnavailableError):
    """Say that a store does not hold the whole version: the index has to be built again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSize:
    """Hold the size of a version, which its store has to have before it is searched."""

    passages: int
    dimensions: int  # of each vector


class StoreWriter(Protocol):
    """Fill one version's store; nobody reads it yet."""

    def add(self, entries: Sequence[StoreEntry]) -> None:
        """Take a batch; over all batches, rows follow each other from 0."""
        ...

    def finish(self) -> None:
        """Make the added entries fast to search and durable; the last call."""
        ...

    def abandon(self) -> None:
        """Drop the half-written store, instead of `finish`."""
        ...


class PassageStore(Protocol):
    """Find the rows of one whole version that a question may be about.

    Scores are not the store's: the searcher computes them exactly for the rows it gets.
    """

    async def nearest(
        self, vector: Vector, terms: WordWeights, *, where: Filter, limit: int
    ) -> NDArray[np.int64]:
        """Return rows that satisfy `where`, each once, in no order.

        They are the `limit` best by dot product with `vector` and, if the question has terms,
        the `limit` best by `terms` among the passages that share one. A store may miss some of
        the best by vector, none of the best by terms, and never breaks `where`.

        Raises:
            StoreUnavailableError: it gives no answer now.
            StoreMismatchError: it does not hold the whole version.
        """
        ...

    async def close(self) -> None:
        """Let go of files, threads and connections."""
        ...


class Stores(Protocol):
    """Make and open a version's store; `folder` is the version's own.

    A store on a server may raise `StoreUnavailableError` from all but `open`.
    """

    def create(self, folder: Path, *, dimensions: int) -> StoreWriter: ...

    def open(self, folder: Path, size: StoreSize) -> PassageStore: ...

    def is_whole(self, folder: Path, size: StoreSize) -> bool:
        """Return whether the store of a complete version still holds all of it."""
        ...

    def drop(self, folder: Path) -> None:
        """Remove the data that the store keeps outside `folder`."""
        ...
