"""Keep every version's vectors in a Qdrant server, a collection each.

The server finds; what it finds is read from the version's folder, which every process that
searches needs (one shared volume). Swapping versions stays one file's replacement for all.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from qdrant_client import AsyncQdrantClient, QdrantClient, models

from retrieval.facets import FoldedFilter, PassageFacets, folded_filter
from retrieval.ports import StoreEntry
from retrieval.types import Filter, Vector, WordWeights

_DENSE, _TERMS = "dense", "terms"
_TIMEOUT_S = 10
_BUILD_TIMEOUT_S = 600

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

    def __init__(self, url: str, *, api_key: str | None = None, prefix: str = "comptoir") -> None:
        """Name collections `prefix`-version, so that several shops can share a server."""
        self._url = url
        self._api_key = api_key
        self._prefix = prefix

    def create(self, folder: Path, *, dimensions: int) -> "QdrantWriter":
        return QdrantWriter(self._client(), self._collection(folder), dimensions=dimensions)

    def open(self, folder: Path) -> "QdrantStore":
        return QdrantStore(self._async_client(), self._collection(folder))

    def drop(self, folder: Path) -> None:
        client = self._client()
        client.delete_collection(self._collection(folder))
        client.close()

    def _client(self) -> QdrantClient:
        return QdrantClient(url=self._url, api_key=self._api_key, timeout=_BUILD_TIMEOUT_S)

    def _async_client(self) -> AsyncQdrantClient:
        return AsyncQdrantClient(url=self._url, api_key=self._api_key, timeout=_TIMEOUT_S)

    def _collection(self, folder: Path) -> str:
        return f"{self._prefix}-{folder.name}"


class QdrantWriter:
    """Fill one collection; blocking, because building is."""

    def __init__(self, client: QdrantClient, collection: str, *, dimensions: int) -> None:
        self._client = client
        self._collection = collection
        client.create_collection(
            collection,
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
            client.create_payload_index(collection, field, schema)

    def add(self, entries: Sequence[StoreEntry]) -> None:
        points = [_point(entry) for entry in entries]
        self._client.upsert(self._collection, points, wait=True)

    def finish(self) -> None:
        """Return at once: each batch was waited for; the server indexes on while it answers."""
        self._client.close()

    def abandon(self) -> None:
        self._client.delete_collection(self._collection)
        self._client.close()


class QdrantStore:
    """Search one collection; implements `retrieval.ports.PassageStore`."""

    def __init__(self, client: AsyncQdrantClient, collection: str) -> None:
        self._client = client
        self._collection = collection

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
        found = await self._client.query_batch_points(self._collection, requests)
        rows = {int(point.id) for response in found for point in response.points}
        return np.array(sorted(rows), np.int64)

    async def close(self) -> None:
        await self._client.close()


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
