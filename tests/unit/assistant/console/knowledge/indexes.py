"""Indexes of a small shop, built with an encoder that knows no words."""

from collections.abc import Sequence
from pathlib import Path

from assistant.console.knowledge.index_view import IndexContents
from retrieval.catalogue.types import CatalogueItem, Document, Money, Product, Variant
from retrieval.index.index_build import build
from tests.support.memory.exact_store import MemoryStores
from tests.unit.retrieval.making import WordEncoder


def document(name: str, text: str, *, language: str = "en", url: str = "") -> Document:
    return Document(
        document_id=name,
        language=language,
        title=name.title(),
        text=text,
        url=url or f"https://x.example/{language}/{name}",
    )


def sold(
    name: str,
    *,
    attributes: Sequence[str] = (),
    category: tuple[str, ...] = ("Home", "Lamps"),
    language: str = "en",
    euros: int | None = 35,
    stock: int | None = 2,
    description: str = "A lamp of blown glass.",
    image_url: str = "https://x.example/lamp.jpg",
) -> Product:
    price = None if euros is None else Money(amount_minor=euros * 100, currency="EUR")
    return Product(
        product_id=name,
        language=language,
        title=name.title(),
        description=description,
        variants=(
            Variant(sku=f"{name}-1", options=(("Colour", "Blue"),), price=price, stock=stock),
        ),
        category=category,
        attributes=tuple((one, "yes") for one in attributes),
        url=f"https://x.example/p/{name}",
        image_url=image_url,
    )


def index(root: Path, *items: CatalogueItem) -> IndexContents:
    """Return the contents of a new version of the index below `root`."""
    build(items, encoder=WordEncoder(), root=root, stores=MemoryStores())
    return IndexContents(root)
