"""Read catalogues and policies of others, and count whether all of it came in.

    python -m benchmarks.quality.imports --data DIR

reads each pack below DIR with the product's readers, and counts the same things from the raw
files with code of its own: products, variants, prices and their sum, stock, documents,
languages. Prints both; leaves with 1 when something is lost.
"""

import argparse
import csv
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element  # parsed by defusedxml, whose types these are

from defusedxml.ElementTree import parse

from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import BadRow, CatalogueItem, Document, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a pack holds; a product in two languages is one product."""

    products: int = 0
    variants: int = 0
    prices: int = 0  # variants with a price
    price_sum_minor: int = 0  # of the variants, before reductions
    stock_sum: int = 0
    documents: int = 0  # each language for itself
    languages: str = ""
    words: int | None = None  # of the documents; None: not counted


def count_items(items: Iterable[CatalogueItem]) -> Counts:
    """Count what was read."""
    everything = list(items)
    documents = [item for item in everything if isinstance(item, Document)]
    all_products = [item for item in everything if isinstance(item, Product)]
    variants = [v for p in {p.product_id: p for p in all_products}.values() for v in p.variants]
    prices = [one for v in variants if (one := v.compare_at or v.price) is not None]
    spoken = {d.language for d in documents} | {p.language for p in all_products}
    return Counts(
        products=len({product.product_id for product in all_products}),
        variants=len(variants),
        prices=len(prices),
        price_sum_minor=sum(price.amount_minor for price in prices),
        stock_sum=sum(variant.stock or 0 for variant in variants),
        documents=len(documents),
        languages=" ".join(sorted(spoken)),
        words=sum(len(_WORD.findall(document.text)) for document in documents),
    )


def count_prestashop(root: Path) -> Counts:
    """Count records of the installer's XML."""
    fashion = root / "Prestashop/install-dev/fixtures/fashion"
    products = _elements(fashion / "data/product.xml", "product")
    combinations = _elements(fashion / "data/product_attribute.xml", "product_attribute")
    prices = {product.attrib["id"]: Decimal(product.attrib["price"]) for product in products}
    combined = [prices[c.attrib["id_product"]] + Decimal(c.attrib["price"]) for c in combinations]
    parents = {combination.attrib["id_product"] for combination in combinations}
    alone = [price for key, price in prices.items() if key not in parents]
    numbers = {n for n, key in enumerate(prices, start=1) if key not in parents}
    stock = sum(
        int(record.attrib["quantity"])
        for record in _elements(fashion / "data/stock_available.xml", "stock_available")
        if record.attrib["id_product_attribute"] != "0"
        or int(record.attrib["id_product"]) in numbers
    )
    pages = [
        page
        for language in ("fr", "en")
        for page in _elements(root / f"Prestashop/install-dev/langs/{language}/data/cms.xml", "cms")
    ]
    return Counts(
        products=len(products),
        variants=len(combined) + len(alone),
        prices=len(combined) + len(alone),
        price_sum_minor=_minor(*combined, *alone),
        stock_sum=stock,
        documents=len(pages),
        languages="en fr",
    )


def count_thelia(root: Path) -> Counts:
    """Count cells of the demo's CSV; it states no stock."""
    data = root / "thelia/core/lib/Thelia/Command/Import/data"
    products = _rows(data / "products.csv", ";")
    colours = [max(1, len([c for c in row["COULEUR UK"].split(";") if c])) for row in products]
    contents = _rows(data / "contents.csv", ";")
    return Counts(
        products=len(products),
        variants=sum(colours),
        prices=sum(colours),
        price_sum_minor=_minor(
            *(Decimal(row["PRIX"]) * n for row, n in zip(products, colours, strict=True))
        ),
        documents=sum(bool(row[f"DESCRIPTIF {x}"]) for row in contents for x in ("FR", "UK")),
        languages="en fr",
    )


def count_magento(root: Path) -> Counts:
    """Count skus: what a configurable or grouped product holds is a variant of it.

    One video has no price of its own but three parts with theirs. Static blocks that are menus
    say so in their names, and are no pages.
    """
    modules = root / "magento2-sample-data/app/code/Magento"
    main = _rows(modules / "ConfigurableSampleData/fixtures/products.csv", ",")
    simple = [row for row in main if row["product_type"] == "simple"]
    others = [
        row
        for path in sorted(modules.rglob("*.csv"))
        for row in _rows(path, ",")
        if {"sku", "name", "attribute_set"} <= row.keys()
    ]
    parts = {sku for row in others for sku in (row.get("associated_sku") or "").split(",") if sku}
    groups = {row["sku"] for row in others if row.get("associated_sku")}
    links = _rows(
        modules / "DownloadableSampleData/fixtures/downloadable_data_training_video_download.csv",
        ",",
    )
    apart = {row["sku"] for row in others if row.get("links_purchased_separately") == "1"}
    sold = [link for link in links if link["product_sku"] in apart]
    single = [row for row in others if row["sku"] not in groups | apart]
    priced = [row["price"] for row in [*simple, *single] if row["price"]]
    priced += [link["link_item_price"] for link in sold]
    return Counts(
        products=len(main) - len(simple) + len(others) - len(parts),
        variants=len(simple) + len(single) + len(sold),
        prices=len(priced),
        price_sum_minor=_minor(*map(Decimal, priced)),
        stock_sum=sum(int(row.get("qty") or 0) for row in [*simple, *single]),
        documents=_count_magento_pages(modules),
        languages="en",
    )


_BLOCKS = ("categories_static_blocks.csv", "pages_static_blocks.csv")


def _count_magento_pages(modules: Path) -> int:
    return sum(
        bool(row["content"].strip())
        and not {"menu", "links"} & {*re.split(r"[-_]", row["identifier"])}
        for name in ("pages/pages.csv", *("blocks/" + b for b in _BLOCKS))
        for row in _rows(modules / "CmsSampleData/fixtures" / name, ",")
    )


def count_shopify(root: Path) -> Counts:
    """Count rows with a price, and handles."""
    files = [_rows(path, ",") for path in sorted(root.rglob("*.csv"))]
    rows = [row for file in files for row in file]
    variants = [row for row in rows if row["Variant Price"]]
    whole = [Decimal(row["Variant Compare At Price"] or row["Variant Price"]) for row in variants]
    return Counts(
        products=len({row["Handle"] for row in rows}),
        variants=len(variants),
        prices=len(variants),
        price_sum_minor=_minor(*whole),
        stock_sum=sum(int(row["Variant Inventory Qty"] or 0) for row in variants),
        languages="en",
    )


def count_dummyjson(root: Path) -> Counts:
    """Count objects of the list."""
    text = (root / "DummyJSON/database/products.json").read_text(encoding="utf-8")
    products = json.loads(text, parse_float=Decimal)
    return Counts(
        products=len(products),
        variants=len(products),
        prices=len(products),
        price_sum_minor=_minor(*(Decimal(product["price"]) for product in products)),
        stock_sum=sum(product["stock"] for product in products),
        languages="en",
    )


def count_pages(languages: str) -> Callable[[Path], Counts]:
    """Return a counter of Markdown files, but for those about the folder.

    Words of front matter and of a template engine's placeholders are not the page's.
    """

    def count(root: Path) -> Counts:
        about = {"README.md", "LICENSE.md"}
        files = [path for path in root.rglob("*.md") if path.name not in about]
        texts = [_FILLED_LATER.sub("", path.read_text(encoding="utf-8")) for path in files]
        words = sum(len(_WORD.findall(text)) for text in texts)
        return Counts(documents=len(files), languages=languages, words=words)

    return count


_WORD = re.compile(r"\w+")
_FILLED_LATER = re.compile(r"\A---\s*\n.*?\n---\s*\n|\{\{.*?\}\}", re.DOTALL)

PACKS: dict[str, Callable[[Path], Counts]] = {
    "catalog_prestashop_fr_en": count_prestashop,
    "catalog_thelia_fr_en": count_thelia,
    "catalog_magento_luma": count_magento,
    "catalog_shopify_csv": count_shopify,
    "catalog_dummyjson": count_dummyjson,
    "policies_basecamp": count_pages("en"),
    "policies_en_ota": count_pages("en fr"),
    "policies_fr_ota": count_pages("fr"),
}


def _elements(path: Path, tag: str) -> list[Element]:
    root = parse(path).getroot()
    return list(root.iter(tag)) if root is not None else []


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _minor(*amounts: Decimal) -> int:
    total = sum(amounts, Decimal(0)) * 100
    assert total == int(total)
    return int(total)


def _report(name: str, root: Path, expected: Counts) -> Iterator[str]:
    """Print one pack; yield what was lost."""
    started = time.perf_counter()
    items = list(read_paths([root]))
    spent_s = time.perf_counter() - started
    got = count_items(items)
    bad = [item for item in items if isinstance(item, BadRow)]
    lost = [
        f"{field.name}: {getattr(got, field.name)} of {getattr(expected, field.name)}"
        for field in fields(Counts)
        if getattr(expected, field.name) not in {None, getattr(got, field.name)}
    ]
    numbers = "  ".join(f"{f.name} {getattr(got, f.name)}" for f in fields(Counts))
    print(f"{name}\n  {numbers}\n  bad rows {len(bad)}  {spent_s:.2f} s")
    for row in bad:
        print(f"  ! {row.file}:{row.line or ''} {row.reason}")
    print(f"  {'LOST ' + '; '.join(lost) if lost else 'no loss'}")
    yield from lost
    yield from (row.reason for row in bad)


def main() -> int:
    """Read every pack that is there and compare."""
    parser = argparse.ArgumentParser(description="count what the readers take in of outside data")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the packs")
    data: Path = parser.parse_args().data
    missing = [name for name in PACKS if not (data / name).is_dir()]
    lost = [
        fault
        for name, count in PACKS.items()
        if name not in missing
        for fault in _report(name, data / name, count(data / name))
    ]
    print(f"packs read {len(PACKS) - len(missing)} of {len(PACKS)}  faults {len(lost)}")
    for name in missing:
        print(f"  not there: {data / name}")
    return 1 if lost or missing else 0


if __name__ == "__main__":
    sys.exit(main())
