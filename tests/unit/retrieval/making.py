"""Small things to search, made in one line."""

import re
from collections.abc import Mapping
from zlib import crc32

import numpy as np

from retrieval.catalogue.types import Document, Money, Product, Variant
from retrieval.types import Passage, PassageId, PassageKind, Vector

DIMENSIONS = 64


class WordEncoder:
    """Turns texts with common words into near vectors; counts what it encodes."""

    name = "words-1"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_query(self, text: str) -> Vector:
        return _hash(text)

    def encode_passage(self, text: str) -> Vector:
        self.encoded.append(text)
        return _hash(text)


def _hash(text: str) -> Vector:
    vector = np.full(DIMENSIONS, 0.01, np.float32)
    for word in re.findall(r"\w{3,}", text.lower()):
        vector[crc32(word[:6].encode()) % DIMENSIONS] += 1
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def page(
    text: str, *, name: str = "returns", language: str = "fr", title: str = "Retours"
) -> Document:
    return Document(
        document_id=name, language=language, title=title, text=text, url=f"/{language}/{name}"
    )


def product(
    title: str = "Bottes Aber",
    *,
    name: str = "boots",
    language: str = "fr",
    description: str = "Une botte en caoutchouc. Elle garde le pied sec.",
    variants: tuple[Variant, ...] = (),
) -> Product:
    return Product(
        product_id=name,
        language=language,
        title=title,
        description=description,
        variants=variants or (variant("69.00", Taille="38"),),
        category=("Chaussures", "Bottes"),
        brand="Brisemare",
        attributes=(("Matière", "caoutchouc naturel"),),
        url=f"/{language}/{name}",
        source="products.json",
    )


def variant(price: str | None, *, stock: int | None = 1, **options: str) -> Variant:
    amount = (
        None if price is None else Money(amount_minor=round(float(price) * 100), currency="EUR")
    )
    return Variant(sku="S1", options=tuple(options.items()), price=amount, stock=stock)


def passage(text: str = "Sous 30 jours.", *, about: Product | None = None, **other: str) -> Passage:
    fields: Mapping[str, str] = {"source_id": "returns", "language": "fr", "url": "/r"} | other
    return Passage(
        passage_id=PassageId("p1"),
        kind=PassageKind.PRODUCT if about else PassageKind.DOCUMENT,
        title="Retours",
        headings=("Délais",),
        text=text,
        product=about,
        source_id=fields["source_id"],
        language=fields["language"],
        url=fields["url"],
    )
