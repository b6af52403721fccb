"""Write a passage as JSON and read it back; its vectors are kept apart. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from retrieval.catalogue.types import Money, Product, Variant
from retrieval.types import Passage, PassageId, PassageKind, PassageSentence, Span


def encode(passage: Passage, spans: Sequence[Span]) -> bytes:
    """Return `passage`, whose sentences are at `spans` of its text."""
    fields = {
        "id": passage.passage_id,
        "kind": passage.kind,
        "source": passage.source_id,
        "language": passage.language,
        "title": passage.title,
        "headings": passage.headings,
        "text": passage.text,
        "url": passage.url,
        "spans": spans,
        "product": passage.product,
    }
    return orjson.dumps(fields)


def decode(record: bytes | memoryview, vectors: NDArray[np.float32] | None) -> Passage:
    """Return the passage that `encode` was given, its sentences with `vectors`, one row each.

    Without vectors it has no sentences.
    """
    fields = orjson.loads(record)
    text = fields["text"]
    return Passage(
        passage_id=PassageId(fields["id"]),
        kind=PassageKind(fields["kind"]),
        source_id=fields["source"],
        language=fields["language"],
        title=fields["title"],
        headings=tuple(fields["headings"]),
        text=text,
        url=fields["url"],
        sentences=tuple(
            PassageSentence(text=text[start:end], vector=vector)
            for (start, end), vector in zip(fields["spans"], vectors, strict=True)
        )
        if vectors is not None
        else (),
        product=_product(fields["product"]) if fields["product"] else None,
    )


def _product(fields: Mapping[str, Any]) -> Product:
    return Product(
        product_id=fields["product_id"],
        language=fields["language"],
        title=fields["title"],
        description=fields["description"],
        variants=tuple(map(_variant, fields["variants"])),
        category=tuple(fields["category"]),
        brand=fields["brand"],
        attributes=_pairs(fields["attributes"]),
        url=fields["url"],
        image_url=fields["image_url"],
        source=fields["source"],
    )


def _variant(fields: Mapping[str, Any]) -> Variant:
    return Variant(
        sku=fields["sku"],
        options=_pairs(fields["options"]),
        price=_money(fields["price"]),
        compare_at=_money(fields["compare_at"]),
        stock=fields["stock"],
        image_url=fields["image_url"],
    )


def _money(fields: Mapping[str, Any] | None) -> Money | None:
    return None if fields is None else Money(**fields)


def _pairs(pairs: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)
