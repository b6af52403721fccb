"""Read a list of plain products, as DummyJSON serves: one price, one stock, no variants.

Source: dummyjson.com/docs/products
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from retrieval.catalogue.cell_values import address, attributes_of, parse_stock
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.language_detection import detect_all
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.types import BadRow, Product, ReadOptions, UnreadableError, Variant
from retrieval.catalogue.written_prices import parse_plain

_ATTRIBUTES = (
    ("warrantyInformation", "warranty", ""),
    ("shippingInformation", "shipping", ""),
    ("returnPolicy", "returns", ""),
    ("minimumOrderQuantity", "minimum_order", ""),
    ("discountPercentage", "discount", " %"),
    ("weight", "weight", ""),
)


def is_dummyjson(content: object) -> bool:
    """Return whether parsed JSON is such a list, bare or under "products"."""
    records = _records(content)
    return bool(records) and all(
        isinstance(record, dict)
        and {"id", "title", "price"} <= record.keys()
        and not {"variants", "quantity"} & record.keys()
        for record in records[:20]
    )


def _records(content: object) -> Sequence[Any]:
    records = content.get("products") if isinstance(content, dict) else content
    return records if isinstance(records, list) else []


def read_dummyjson(file: str, content: object, options: ReadOptions) -> Iterator[Product | BadRow]:
    """Yield the products of parsed JSON, whose decimals are `Decimal`, and its bad records."""
    records = _records(content)
    texts = (f"{r.get('title')} {r.get('description')}" for r in records if isinstance(r, dict))
    language = detect_all(texts, options.languages)
    for number, record in enumerate(records, start=1):
        try:
            yield _product(record, file, language, options)
        except UnreadableError as error:
            yield BadRow(file=file, line=None, reason=f"product {number}: {error}")


def _product(record: object, file: str, language: str, options: ReadOptions) -> Product:
    if not isinstance(record, dict) or not _text(record, "id") or not _text(record, "title"):
        message = "it has no id or no title: both are needed"
        raise UnreadableError(message)
    images = record.get("images")
    image = images[0] if isinstance(images, list) and images else ""
    return Product(
        product_id=_text(record, "id"),
        language=language,
        title=to_line(_text(record, "title")),
        description=to_markdown(_text(record, "description")),
        variants=(_variant(record, options),),
        category=tuple(part for part in [_category(_text(record, "category"))] if part),
        brand=to_line(_text(record, "brand")),
        attributes=attributes_of(_attributes(record, language)),
        image_url=address(
            options.shop_url, _text(record, "thumbnail") or str(image) or _text(record, "image")
        ),
        source=file,
    )


def _variant(record: Mapping[str, Any], options: ReadOptions) -> Variant:
    price = _text(record, "price")
    return Variant(
        sku=_text(record, "sku"),
        options=(),
        price=parse_plain(price, options.currency) if price else None,
        stock=parse_stock(_text(record, "stock")),
    )


def _category(slug: str) -> str:
    """Return "mens-shirts" as people read it: "Mens shirts"."""
    return to_line(slug.replace("-", " ")).capitalize()


def _attributes(record: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for key, code, unit in _ATTRIBUTES:
        value = to_line(_text(record, key))
        yield label(code, language), f"{value}{unit}" if value else ""
    sizes = record.get("dimensions")
    if isinstance(sizes, dict):
        numbers = [_text(sizes, side) for side in ("width", "height", "depth")]
        yield label("dimensions", language), " \u00d7 ".join(n for n in numbers if n)
    tags = record.get("tags")
    if isinstance(tags, list):
        yield label("tags", language), ", ".join(str(tag) for tag in tags)


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return str(value).strip() if isinstance(value, str | int) or hasattr(value, "as_tuple") else ""
