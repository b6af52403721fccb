"""Run Qdrant's own engine in this process.

Vectors are searched as bytes kept in memory and the best are scored again exactly; on 100,000
passages that is 2.5 times faster than without, at the same recall.
"""

import asyncio
import fcntl
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import IO
from uuid import uuid4
from weakref import finalize

import numpy as np
import qdrant_edge as edge
from numpy.typing import NDArray

from retrieval.facets import (
    TOGETHER,
    FoldedFilter,
    PassageFacets,
    any_fits,
    filter_words,
    folded_filter,
    is_exact,
    offer_words,
)
from retrieval.ports import StoreEntry, StoreSize
from retrieval.stores.offer_file import OfferFile, OfferFileWriter
from retrieval.stores.sparse_files import copy_tree
from retrieval.types import Filter, Vector, WordWeights

_DENSE, _TERMS = "dense", "terms"
_FULL_SCAN_KB = 10_000  # below 10 MB of vectors, 6,500 passages, every one is compared
AT_ONCE = 5_000  # passages: searched in 0.6 ms, which whoever waits beside it hardly notices

# Walks on over what a filter excludes: without, clustered products cut the graph to pieces and
# three in ten of the nearest were found.
_FILTERED = edge.SearchParams(acorn=edge.AcornSearchParams(enable=True, max_selectivity=1.0))

_INDEXES: dict[str, edge.KeywordIndexParams | edge.IntegerIndexParams] = {
    "kind": edge.KeywordIndexParams(),
    "language": edge.KeywordIndexParams(),
    "source": edge.KeywordIndexParams(enable_hnsw=False),
    "categories": edge.KeywordIndexParams(),
    "together": edge.KeywordIndexParams(enable_hnsw=False),
    "prices": edge.IntegerIndexParams(lookup=False, range=True, enable_hnsw=False),
}


class EdgeStores:
    """Keep a version's store in its folder."""

    def create(self, folder: Path, *, dimensions: int) -> "EdgeWriter":
        return EdgeWriter(folder / "edge", dimensions=dimensions)

    def open(self, folder: Path, size: StoreSize) -> "EdgeStore":
        del size  # a version's files are never changed
        return EdgeStore(folder)

    def is_whole(self, folder: Path, size: StoreSize) -> bool:
        del size
        return (folder / "edge").is_dir()

    def drop(self, folder: Path) -> None:
        """Return at once: no data is kept outside the folder."""


class EdgeWriter:
    """Fill a shard, without a log of its own: a build that fails is thrown away whole."""

    def __init__(self, path: Path, *, dimensions: int) -> None:
        path.mkdir(parents=True)
        self._offers = OfferFileWriter(path.parent)
        self._shard = edge.EdgeShard.create(str(path), _config(dimensions))
        for field, params in _INDEXES.items():
            self._shard.update(edge.UpdateOperation.create_field_index(field, params))

    def add(self, entries: Sequence[StoreEntry]) -> None:
        points = [_point(entry) for entry in entries]
        self._shard.update(edge.UpdateOperation.upsert_points(points))
        self._offers.add([entry.facets.offers for entry in entries])

    def finish(self) -> None:
        self._offers.finish()
        self._shard.optimize()
        self._shard.flush()
        self._shard.close()

    def abandon(self) -> None:
        self._offers.close()
        self._shard.close()


class EdgeStore:
    """Read a private copy of a version's shard.

    The engine writes to the files it opens, even to read: processes that share them would write
    over each other. So each opens its own copy, locked while it lives; a copy whose process died
    is removed by the next that opens the version.

    A search of few passages takes less time than handing it over would; one of more runs on a
    thread of its own, where the engine releases the interpreter while it searches.
    """

    def __init__(self, folder: Path, *, at_once: int = AT_ONCE) -> None:
        """Open `folder`; hand searches over if there are more than `at_once` passages."""
        readers = folder / "readers"
        readers.mkdir(exist_ok=True)
        _sweep(readers)
        name = uuid4().hex
        unlocked = readers / f"new-{name}"
        unlocked.mkdir()
        self._lock = (unlocked / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._copy = unlocked.rename(readers / f"copy-{name}")
        try:
            copy_tree(folder / "edge", self._copy / "edge")
        except OSError:
            self._lock.close()
            raise
        self._offers = OfferFile.open(folder)
        self._hands_over = len(self._offers.one_price) > at_once
        self._shard = edge.EdgeShard.load(str(self._copy / "edge"))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="edge")
        # Nobody knows when the last search of a replaced version is done, except its memory.
        self._release = finalize(self, _release, self._thread, self._shard, self._lock, self._copy)

    async def nearest(
        self, vector: Vector, terms: WordWeights, *, where: Filter, limit: int
    ) -> NDArray[np.int64]:
        if not self._hands_over:
            return self._find(vector, terms, where, limit)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._find, vector, terms, where, limit)

    async def close(self) -> None:
        self._release()

    def _find(
        self, vector: Vector, terms: WordWeights, where: Filter, limit: int
    ) -> NDArray[np.int64]:
        want = folded_filter(where)
        if is_exact(want):
            found = self._query(vector, terms, want, limit)
            return np.array(sorted({int(point.id) for point in chain(*found)}), np.int64)
        return self._find_checked(vector, terms, want, limit)

    def _find_checked(
        self, vector: Vector, terms: WordWeights, want: FoldedFilter, limit: int
    ) -> NDArray[np.int64]:
        """Ask for more rows until enough of the found ones satisfy `want`, or there are no more."""
        asked = limit
        while True:
            lists = self._query(vector, terms, want, asked)
            kept = [[p for p in points if self._fits(int(p.id), want)] for points in lists]
            short = any(
                len(good) < limit and len(points) == asked
                for good, points in zip(kept, lists, strict=True)
            )
            if not short:
                rows = {int(point.id) for points in kept for point in points[:limit]}
                return np.array(sorted(rows), np.int64)
            asked *= 4

    def _fits(self, row: int, want: FoldedFilter) -> bool:
        """Return whether the parts that a row was found by hold in one offer of it."""
        if self._offers.one_price[row] and len(want.facts) <= TOGETHER:
            return True
        return any_fits(self._offers.of(row), want)

    def _query(
        self, vector: Vector, terms: WordWeights, want: FoldedFilter, limit: int
    ) -> list[list[edge.ScoredPoint]]:
        queries = [edge.Query.Nearest(vector.tolist(), using=_DENSE)]
        if len(terms.numbers):
            queries.append(edge.Query.Nearest(_sparse(terms), using=_TERMS))
        kept = _filter(want)
        params = _FILTERED if kept else None
        # One by one: as a batch, the same two took up to twice as long.
        return [
            self._shard.query(
                edge.QueryRequest(limit=limit, query=query, filter=kept, params=params)
            )
            for query in queries
        ]


def _config(dimensions: int) -> edge.EdgeConfig:
    return edge.EdgeConfig(
        vectors={
            _DENSE: edge.EdgeVectorParams(
                size=dimensions,
                distance=edge.Distance.Dot,
                quantization_config=edge.ScalarQuantizationConfig(
                    type=edge.ScalarType.Int8, quantile=0.99, always_ram=True
                ),
            )
        },
        sparse_vectors={_TERMS: edge.EdgeSparseVectorParams()},
        optimizers=edge.EdgeOptimizersConfig(
            default_segment_number=1, indexing_threshold=_FULL_SCAN_KB, max_segment_size=10**8
        ),
        max_search_threads=1,  # one segment: more only hand over to each other
        wal_enabled=False,
    )


def _point(entry: StoreEntry) -> edge.Point:
    vector = {_DENSE: entry.vector.tolist(), _TERMS: _sparse(entry.terms)}
    return edge.Point(entry.row, vector, _payload(entry.facets))


def _sparse(terms: WordWeights) -> edge.SparseVector:
    return edge.SparseVector(terms.numbers.tolist(), terms.weights.tolist())


def _payload(facets: PassageFacets) -> dict[str, object]:
    return {
        "kind": facets.kind.value,
        "language": facets.language,
        "source": facets.source_id,
        "categories": list(facets.categories),
        "together": offer_words(facets),
        "prices": sorted({o.price_minor for o in facets.offers if o.price_minor is not None}),
    }


def _filter(want: FoldedFilter) -> edge.Filter | None:
    must: list[edge.ConditionType] = []
    if want.kind is not None:
        must.append(edge.FieldCondition("kind", match=edge.MatchValue(want.kind.value)))
    if want.languages:
        must.append(edge.FieldCondition("language", match=edge.MatchAny(list(want.languages))))
    if want.source_ids:
        must.append(edge.FieldCondition("source", match=edge.MatchAny(list(want.source_ids))))
    if want.category:
        must.append(edge.FieldCondition("categories", match=edge.MatchValue(want.category)))
    must.extend(
        edge.FieldCondition("together", match=edge.MatchAny(words)) for words in filter_words(want)
    )
    if want.asks_price:
        price = edge.RangeFloat(gte=want.price_min_minor, lte=want.price_max_minor)
        must.append(edge.FieldCondition("prices", range=price))
    return edge.Filter(must=must) if must else None


def _release(thread: ThreadPoolExecutor, shard: edge.EdgeShard, lock: IO[str], copy: Path) -> None:
    thread.shutdown(wait=False)
    shard.close()
    lock.close()
    shutil.rmtree(copy, ignore_errors=True)


def _sweep(readers: Path) -> None:
    """Remove the copies of processes that are gone."""
    for lock in readers.glob("copy-*/lock"):
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(lock.parent, ignore_errors=True)
