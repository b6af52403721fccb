"""What the demo shop sells and says: its files, read once."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from retrieval.catalogue.types import Document, Money, Product, Variant

DEMO = Path(__file__).parent / "demo"
LANGUAGES = ("fr", "en")
_CENTS = 100
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n+", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The shop's name and where to reach it; texts by language."""

    name: str
    tagline: Mapping[str, str]
    email: str
    phone: Mapping[str, str]
    hours: Mapping[str, str]
    address: str
    departments: tuple[Mapping[str, str], ...]  # in the menu's order


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything the pages show, by language; order is the shop's own."""

    facts: Facts
    products: Mapping[str, tuple[Product, ...]]
    pages: Mapping[str, tuple[Document, ...]]  # in the help menu's order


def load(folder: Path = DEMO) -> Shelf:
    """Read the shop in `folder`: `shop.yaml`, `products/*.json`, `pages/<language>/*.md`.

    Raises:
        OSError, KeyError, ValueError: a file is missing or not as documented.
    """
    shop = yaml.safe_load((folder / "shop.yaml").read_text(encoding="utf-8"))
    order: list[str] = shop["pages"]
    records = list(_records(folder / "products"))
    return Shelf(
        facts=_facts(shop),
        products={
            language: tuple(_product(record, currency, language) for record, currency in records)
            for language in LANGUAGES
        },
        pages={
            language: _in_order(_pages(folder / "pages" / language), order)
            for language in LANGUAGES
        },
    )


def _in_order(pages: Iterable[Document], order: Sequence[str]) -> tuple[Document, ...]:
    return tuple(sorted(pages, key=lambda page: order.index(page.document_id)))


def _facts(shop: dict[str, Any]) -> Facts:
    contact = shop["contact"]
    return Facts(
        name=shop["name"],
        tagline=shop["tagline"],
        email=contact["email"],
        phone=contact["phone"],
        hours=contact["hours"],
        address=contact["address"],
        departments=tuple(shop["departments"]),
    )


def _records(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for record in content["products"]:
            yield record, content["currency"]


def _product(record: dict[str, Any], currency: str, language: str) -> Product:
    return Product(
        product_id=record["id"],
        language=language,
        title=record["title"][language],
        description=record["description"][language],
        variants=tuple(
            Variant(
                sku=variant["sku"],
                options=tuple(variant["options"][language].items()),
                price=_money(variant["price"], currency),
                compare_at=(
                    _money(variant["compare_at"], currency) if variant["compare_at"] else None
                ),
                stock=variant["stock"],
            )
            for variant in record["variants"]
        ),
        category=tuple(record["category"][language]),
        brand=record["brand"],
        attributes=tuple(
            (attribute["name"][language], attribute["value"][language])
            for attribute in record["attributes"]
        ),
        url=record["url"][language],
        image_url=record["image"],
    )


def _money(amount: str, currency: str) -> Money:
    return Money(amount_minor=int(Decimal(amount) * _CENTS), currency=currency)


def _pages(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        match = _FRONT_MATTER.match(text)
        if match is None:
            message = f"{path.name} does not begin with front matter"
            raise ValueError(message)
        meta = yaml.safe_load(match[1])
        yield Document(
            document_id=meta["id"],
            language=meta["language"],
            title=meta["title"],
            text=text[match.end() :],
            url=meta["url"],
        )
