"""Read the demo shop's files once: its products, its texts and its facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import BadRow, Document, Product

DEMO = Path(__file__).parent / "content"
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFacts:
    """Hold the shop's name and its contact details; texts by language."""

    name: str
    tagline: Mapping[str, str]
    email: str
    phone: Mapping[str, str]
    hours: Mapping[str, str]
    address: str
    departments: tuple[Mapping[str, str], ...]  # in the menu's order


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Hold all contents of the pages, by language, in the shop's own order."""

    facts: ShopFacts
    products: Mapping[str, tuple[Product, ...]]
    pages: Mapping[str, tuple[Document, ...]]  # in the help menu's order


def load(folder: Path = DEMO) -> Shelf:
    """Read the shop in `folder`: `shop.yaml`, and its products and pages as the index does.

    Raises:
        OSError, KeyError: a file is missing, or `shop.yaml` says too little.
        ValueError: a product or page cannot be read, or `shop.yaml` leaves a page out.
    """
    shop = yaml.safe_load((folder / "shop.yaml").read_text(encoding="utf-8"))
    items = list(read_paths([folder / "products", folder / "pages"]))
    bad = [f"{item.file}: {item.reason}" for item in items if isinstance(item, BadRow)]
    if bad:
        raise ValueError("\n".join(bad))
    order: list[str] = shop["pages"]
    pages = sorted(
        (item for item in items if isinstance(item, Document)),
        key=lambda page: order.index(page.document_id),
    )
    products = [item for item in items if isinstance(item, Product)]
    return Shelf(
        facts=_facts(shop),
        products={code: tuple(p for p in products if p.language == code) for code in LANGUAGES},
        pages={code: tuple(p for p in pages if p.language == code) for code in LANGUAGES},
    )


def _facts(shop: dict[str, Any]) -> ShopFacts:
    contact = shop["contact"]
    return ShopFacts(
        name=shop["name"],
        tagline=shop["tagline"],
        email=contact["email"],
        phone=contact["phone"],
        hours=contact["hours"],
        address=contact["address"],
        departments=tuple(shop["departments"]),
    )
