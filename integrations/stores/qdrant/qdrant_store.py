"""Keep every version's vectors in a Qdrant server, a collection each.

The server finds; what it finds is read from the version's folder, which every process that
searches needs (one shared volume). Swapping versions stays one file's replacement for all.

A collection is measured beside the first search, the first after a failure, and every 5 s: one that
lost passages would give answers from a part of the shop's pages.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from qdrant_client import AsyncQdrantClient, QdrantClient, models

from integrations.stores.qdrant.search_server import (
    USUAL_LIMITS,
    SearchLimits,
    SearchServer,
    store_errors,
)
from retrieval.facets import FoldedFilter, PassageFacets, folded_filter
from retrieval.ports import StoreEntry, StoreMismatchError, StoreSize
from retrieval.types import Filter, Vector, WordWeights

_DENSE, _TERMS = "dense", "terms"
_TIMEOUT_S = 10  # of a connection; what waits for it has a limit of its own
_BUILD_TIMEOUT_S = 600
_MEASURED_EVERY_S = 5.0

_INDEXES: dict[str, models.PayloadSchemaType] = {
    "kind": models.PayloadSchemaType.KEYWORD,
    "language": models.PayloadSchemaType.KEYWORD,
    "source": models.PayloadSchemaType.KEYWORD,
    "categories": models.PayloadSchemaType.KEYWORD,
    "offers[].facts": models.PayloadSchemaType.KEYWORD,
    "offers[].price": models.PayloadSchemaType.INTEGER,
}


class QdrantStores:
    """Open and drop index versions on one server; implements `retrieval.ports.Stores`."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        prefix: str = "comptoir",
        limits: SearchLimits = USUAL_LIMITS,
    ) -> None:
        """Name collections `prefix`-version, so that several shops can share a server."""
        self._url = url
        self._api_key = api_key
        self._prefix = prefix
        self._server = SearchServer(url, limits)

    def create(self, folder: Path, *, dimensions: int) -> "QdrantWriter":
        collection = _Collection(self._collection(folder), self._server.address)
        return QdrantWriter(self._client(), collection, dimensions=dimensions)

    def open(self, folder: Path, size: StoreSize) -> "QdrantStore":
        collection = _Collection(self._collection(folder), self._server.address)
        return QdrantStore(self._async_client(), collection, size, self._server)

    def is_whole(self, folder: Path, size: StoreSize) -> bool:
        client, server = self._client(), self._server.address
        collection = _Collection(self._collection(folder), server)
        try:
            with store_errors(server):
                there = client.get_collection(collection.name)
                points = client.count(collection.name, exact=True).count
                collection.check(there, points, size)
        except StoreMismatchError:
            return False
        finally:
            client.close()
        return True

    def drop(self, folder: Path) -> None:
        with closing(self._client()) as client, store_errors(self._server.address):
            client.delete_collection(self._collection(folder))

    def _client(self) -> QdrantClient:
        return QdrantClient(
            url=self._url,
            api_key=self._api_key,
            timeout=_BUILD_TIMEOUT_S,
            check_compatibility=False,  # on a thread, which warns of a server that is away, too
        )

    def _async_client(self) -> AsyncQdrantClient:
        return AsyncQdrantClient(
            url=self._url, api_key=self._api_key, timeout=_TIMEOUT_S, check_compatibility=False
        )

    def _collection(self, folder: Path) -> str:
        return f"{self._prefix}-{folder.name}"


@dataclass(frozen=True, slots=True)
class _Collection:
    """Name a collection, and tell whether it is whole."""

    name: str
    server: str  # its address

    def check(self, there: models.CollectionInfo, points: int, size: StoreSize) -> None:
        """Compare a collection with the version whose passages it has to hold.

        Raises:
            StoreMismatchError: it is empty, half built, or of other vectors.
        """
        vectors = there.config.params.vectors
        dense = vectors.get(_DENSE) if isinstance(vectors, dict) else None
        of = dense.size if dense else 0
        if of != size.dimensions or points != size.passages:
            msg = (
                f"{self.name} at {self.server} has {points:,} passages of {of} dimensions, the"
                f" index has {size.passages:,} of {size.dimensions}: run `comptoir index`"
            )
            raise StoreMismatchError(msg)


class QdrantWriter:
    """Fill one collection; blocking, because building is."""

    def __init__(self, client: QdrantClient, collection: _Collection, *, dimensions: int) -> None:
        self._client = client
        self._collection = collection.name
        self._server = collection.server
        with store_errors(self._server):
            self._create(dimensions)

    def _create(self, dimensions: int) -> None:
        self._client.create_collection(
            self._collection,
            vectors_config={
                _DENSE: models.VectorParams(size=dimensions, distance=models.Distance.DOT)
            },
            sparse_vectors_config={_TERMS: models.SparseVectorParams()},
            quantization_config=models.ScalarQuantization(
                scalar=models.ScalarQuantizationConfig(
                    type=models.ScalarType.INT8, quantile=0.99, always_ram=True
                )
            ),
        )
        for field, schema in _INDEXES.items():
            self._client.create_payload_index(self._collection, field, schema)

    def add(self, entries: Sequence[StoreEntry]) -> None:
        points = [_point(entry) for entry in entries]
        with store_errors(self._server):
            self._client.upsert(self._collection, points, wait=True)

    def finish(self) -> None:
        """Return at once: each batch was waited for; the server indexes on while it answers."""
        self._client.close()

    def abandon(self) -> None:
        with closing(self._client), store_errors(self._server):
            self._client.delete_collection(self._collection)


class QdrantStore:
    """Search one collection; implements `retrieval.ports.PassageStore`."""

    def __init__(
        self,
        client: AsyncQdrantClient,
        collection: _Collection,
        size: StoreSize,
        server: SearchServer,
    ) -> None:
        self._client = client
        self._collection = collection
        self._size = size
        self._server = server
        self._measure_at = 0.0  # monotonic; 0.0: it was not found whole since the last failure
        self._failures = 0

    async def nearest(
        self, vector: Vector, terms: WordWeights, *, where: Filter, limit: int
    ) -> NDArray[np.int64]:
        kept = _filter(folded_filter(where))
        queries: list[tuple[str, list[float] | models.SparseVector]] = [(_DENSE, vector.tolist())]
        if len(terms.numbers):
            queries.append((_TERMS, _sparse(terms)))
        requests = [
            models.QueryRequest(query=query, using=using, filter=kept, limit=limit)
            for using, query in queries
        ]
        try:
            found = await self._server.ask(lambda: self._find(requests))
        except BaseException:
            self._measure_at, self._failures = 0.0, self._failures + 1
            raise
        rows = {int(point.id) for response in found for point in response.points}
        return np.array(sorted(rows), np.int64)

    async def examine(self, *, within_s: float) -> None:
        """Measure the collection now, past the breaker.

        Raises:
            StoreUnavailableError, StoreMismatchError: it cannot be searched.
        """
        with store_errors(self._server.address):
            async with asyncio.timeout(within_s):
                await self._measure()

    async def close(self) -> None:
        await self._client.close()

    async def _find(self, requests: list[models.QueryRequest]) -> list[models.QueryResponse]:
        search = self._client.query_batch_points(self._collection.name, requests)
        now, failures = time.monotonic(), self._failures
        if now < self._measure_at:
            return await search
        if self._measure_at:  # whole at the last look: one search measures for all
            self._measure_at = now + _MEASURED_EVERY_S
        found, _ = await asyncio.gather(search, self._measure())
        if failures == self._failures:
            self._measure_at = now + _MEASURED_EVERY_S
        return found

    async def _measure(self) -> None:
        there = await self._client.get_collection(self._collection.name)
        counted = await self._client.count(self._collection.name, exact=True)
        self._collection.check(there, counted.count, self._size)


def _point(entry: StoreEntry) -> models.PointStruct:
    return models.PointStruct(
        id=entry.row,
        vector={_DENSE: entry.vector.tolist(), _TERMS: _sparse(entry.terms)},
        payload=_payload(entry.facets),
    )


def _sparse(terms: WordWeights) -> models.SparseVector:
    return models.SparseVector(indices=terms.numbers.tolist(), values=terms.weights.tolist())


def _payload(facets: PassageFacets) -> dict[str, object]:
    return {
        "kind": facets.kind.value,
        "language": facets.language,
        "source": facets.source_id,
        "categories": list(facets.categories),
        "offers": [
            {"facts": list(offer.facts), "price": offer.price_minor} for offer in facets.offers
        ],
    }


def _filter(want: FoldedFilter) -> models.Filter | None:
    must: list[models.Condition] = []
    if want.kind is not None:
        must.append(_one_of("kind", [want.kind.value]))
    if want.languages:
        must.append(_one_of("language", want.languages))
    if want.source_ids:
        must.append(_one_of("source", want.source_ids))
    if want.category:
        must.append(_one_of("categories", [want.category]))
    if want.asks_offer:
        must.append(_in_one_offer(want))
    return models.Filter(must=must) if must else None


def _in_one_offer(want: FoldedFilter) -> models.NestedCondition:
    must: list[models.Condition] = [_one_of("facts", group) for group in want.facts]
    if want.asks_price:
        price = models.Range(gte=want.price_min_minor, lte=want.price_max_minor)
        must.append(models.FieldCondition(key="price", range=price))
    return models.NestedCondition(
        nested=models.Nested(key="offers", filter=models.Filter(must=must))
    )


def _one_of(field: str, values: Sequence[str]) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))
