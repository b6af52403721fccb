"""Search exactly, by comparing all vectors; other stores are held to these results."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.facets import folded_filter, satisfies
from retrieval.ports import StoreEntry, StoreSize
from retrieval.text.bm25 import dot
from retrieval.types import Filter, Vector, WordWeights


@dataclass(slots=True)
class MemoryStore:
    """Compare a question with every passage; writer and reader in one."""

    entries: list[StoreEntry] = field(default_factory=list)

    def add(self, entries: Sequence[StoreEntry]) -> None:
        self.entries.extend(entries)

    def finish(self) -> None:
        """Keep the entries: there is nothing to prepare."""

    def abandon(self) -> None:
        self.entries.clear()

    async def nearest(
        self, vector: Vector, terms: WordWeights, *, where: Filter, limit: int
    ) -> NDArray[np.int64]:
        want = folded_filter(where)
        kept = [entry for entry in self.entries if satisfies(entry.facets, want)]
        dense = sorted(kept, key=lambda e: float(e.vector @ vector), reverse=True)[:limit]
        shared = [(dot(terms, e.terms), e) for e in kept]
        lexical = sorted((s for s in shared if s[0] > 0), key=lambda s: s[0], reverse=True)[:limit]
        rows = {entry.row for entry in dense} | {entry.row for _, entry in lexical}
        return np.array(sorted(rows), np.int64)

    async def close(self) -> None:
        """Return at once: no file is open."""


@dataclass(slots=True)
class MemoryStores:
    """Keep every version's store while the process lives."""

    stores: dict[str, MemoryStore] = field(default_factory=dict)  # by the folder's name

    def create(self, folder: Path, *, dimensions: int) -> MemoryStore:
        del dimensions
        return self.stores.setdefault(folder.name, MemoryStore())

    def open(self, folder: Path, size: StoreSize) -> MemoryStore:
        del size
        return self.stores[folder.name]

    def is_whole(self, folder: Path, size: StoreSize) -> bool:
        return folder.name in self.stores and len(self.stores[folder.name].entries) == size.passages

    def drop(self, folder: Path) -> None:
        self.stores.pop(folder.name, None)
