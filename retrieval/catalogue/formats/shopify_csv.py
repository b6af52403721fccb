"""Read Shopify's product CSV: rows of one Handle make one product.

The first row of a handle carries the product; every row may carry a variant, an image or both.
Both spellings of the columns are read: the classic one ("Handle", "Variant Price") and the one
of the template since 2025 ("URL handle", "Price").
Source: help.shopify.com/en/manual/products/import-export/using-csv
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.catalogue.cell_values import (
    address,
    attributes_of,
    is_yes,
    money_cell,
    parts_of,
    reduced_from,
    stock_cell,
)
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.language_detection import detect_all
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.tables.csv_tables import Row, Table
from retrieval.catalogue.types import BadRow, Product, ReadOptions, UnreadableError, Variant

_HANDLE = ("handle", "url handle")
_BODY = ("body (html)", "description")
_PRICE = ("variant price", "price")
_COMPARE_AT = ("variant compare at price", "compare-at price")
_SKU = ("variant sku", "sku")
_TRACKER = ("variant inventory tracker", "inventory tracker")
_QUANTITY = ("variant inventory qty", "inventory quantity")
_OVERSELL = ("variant inventory policy", "continue selling when out of stock")
_IMAGE = ("image src", "product image url")
_VARIANT_IMAGE = ("variant image", "variant image url")
_PUBLISHED = ("published", "published on online store")
_CATEGORY = ("type", "custom product type")
_TAXONOMY = ("product category", "standard product type", "standardized product type")
_OPTION_NUMBERS = ("1", "2", "3")
_METAFIELD = re.compile(r"(.+?) \(product\.metafields\..+\)")


def is_shopify(header: Sequence[str]) -> bool:
    """Return whether a table's lower-case header is that of a product export."""
    names = set(header)
    return "title" in names and not names.isdisjoint(_HANDLE) and not names.isdisjoint(_MARKS)


_MARKS = {"vendor", "option1 name", "variant price", "variant sku", "body (html)"}


def read_shopify(table: Table, options: ReadOptions) -> Iterator[Product | BadRow]:
    """Yield the published products of `table`, in order, and its bad rows.

    Drafts, archived and unpublished products are not for customers: they are left out.
    """
    products: dict[str, list[Row]] = {}
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        handle = row.get(*_HANDLE) or row.get("title") or next(reversed(products), "")
        if handle:
            products.setdefault(handle, []).append(row)
        else:
            yield BadRow(file=table.name, line=row.line, reason="it has no Handle: fill it in")
    heads = (_head(rows) for rows in products.values())
    texts = (f"{head.get('title')} {to_line(head.get(*_BODY))}" for head in heads)
    reader = _ShopifyReader(
        table=table,
        options=options,
        language=detect_all(texts, options.languages),
        counts_untracked=_counts_untracked(products.values()),
        metafields=_metafields(table.header),
    )
    for handle, rows in products.items():
        yield from reader.read(handle, rows)


def _head(rows: Sequence[Row]) -> Row:
    return next((row for row in rows if row.get("title")), rows[0])


def _metafields(header: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = ((_METAFIELD.fullmatch(column), column) for column in header)
    return tuple((match[1].capitalize(), column) for match, column in found if match)


def _counts_untracked(products: Iterable[Sequence[Row]]) -> bool:
    """Return whether quantities count where no inventory tracker is named.

    Shopify does not look at them: a shop that tracks nothing exports 0 everywhere and sells
    everything. A file with a quantity above 0 in most such rows was written to count.
    """
    rows = [row for product in products for row in product if not row.get(*_TRACKER)]
    quantities = [quantity for row in rows if (quantity := row.get(*_QUANTITY))]
    return sum(quantity != "0" for quantity in quantities) * 2 > len(quantities)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShopifyReader:
    table: Table
    options: ReadOptions
    language: str
    counts_untracked: bool
    metafields: tuple[tuple[str, str], ...]  # (attribute's name, column)

    def read(self, handle: str, rows: Sequence[Row]) -> Iterator[Product | BadRow]:
        head = _head(rows)
        title = to_line(head.get("title"))
        if not title:
            yield self._bad(head, f"the product {handle!r} has no Title: fill it in")
            return
        if not _is_public(head):
            return
        variants: list[Variant] = []
        names = [to_line(head.get(f"option{n} name")) for n in _OPTION_NUMBERS]
        for row in rows:
            if not self._has_variant(row, head):
                continue
            try:
                variants.append(self._variant(row, names))
            except UnreadableError as error:
                yield self._bad(row, str(error))
        if variants:
            yield self._product(handle, title, head, tuple(variants))

    def _has_variant(self, row: Row, head: Row) -> bool:
        """Return whether `row` is more than another image of its product."""
        return row is head or bool(row.get(*_PRICE, *_SKU, "option1 value"))

    def _variant(self, row: Row, names: Sequence[str]) -> Variant:
        values = [to_line(row.get(f"option{n} value")) for n in _OPTION_NUMBERS]
        pairs = [pair for pair in zip(names, values, strict=True) if all(pair)]
        price = money_cell(row, *_PRICE, currency=self.options.currency)
        before = money_cell(row, *_COMPARE_AT, currency=self.options.currency)
        return Variant(
            sku=row.get(*_SKU),
            options=() if pairs == [("Title", "Default Title")] else tuple(pairs),
            price=price,
            compare_at=reduced_from(price, before),
            stock=self._stock(row),
            image_url=row.get(*_VARIANT_IMAGE),
        )

    def _stock(self, row: Row) -> int | None:
        stock = stock_cell(row, *_QUANTITY)
        if not row.get(*_TRACKER) and not self.counts_untracked:
            return None
        sells_on = is_yes(row.get(*_OVERSELL).replace("continue", "true"), default=False)
        return None if sells_on and not stock else stock

    def _product(
        self, handle: str, title: str, head: Row, variants: tuple[Variant, ...]
    ) -> Product:
        return Product(
            product_id=handle,
            language=self.language,
            title=title,
            description=to_markdown(head.get(*_BODY)),
            variants=variants,
            category=parts_of(to_line(head.get(*_CATEGORY) or head.get(*_TAXONOMY)), ">"),
            brand=to_line(head.get("vendor")),
            attributes=attributes_of(self._attributes(head)),
            url=address(self.options.shop_url, f"products/{handle}"),
            image_url=head.get(*_IMAGE),
            source=self.table.name,
        )

    def _attributes(self, head: Row) -> Iterator[tuple[str, str]]:
        for name, column in self.metafields:
            yield name, to_line(head.get(column))
        yield label("tags", self.language), to_line(head.get("tags"))

    def _bad(self, row: Row, reason: str) -> BadRow:
        return BadRow(file=self.table.name, line=row.line, reason=reason)


def _is_public(head: Row) -> bool:
    return is_yes(head.get(*_PUBLISHED), default=True) and head.get("status").lower() not in {
        "draft",
        "archived",
    }
