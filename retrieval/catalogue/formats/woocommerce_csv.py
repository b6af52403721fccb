"""Read the product CSV of WooCommerce's own export: a row for each product and each variation.

A variation names its product in "Parent", by SKU or as "id:12". Headings are those of the shop's
language; English and French ones are read. The file has no addresses of pages: WordPress leads from
a product's id to its page.
Source: github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.catalogue.cell_values import (
    address,
    attributes_of,
    holds_on,
    is_yes,
    money_cell,
    parts_of,
    reduced_from,
    stock_cell,
)
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.language_detection import detect_all
from retrieval.catalogue.shop_html import fill_holes, to_line, to_markdown
from retrieval.catalogue.tables.csv_tables import Row, Table
from retrieval.catalogue.types import BadRow, Product, ReadOptions, UnreadableError, Variant

_ID = ("id",)
_TYPE = ("type",)
_SKU = ("sku", "ugs")
_NAME = ("name", "nom")
_PUBLISHED = ("published", "publié")
_VISIBILITY = ("visibility in catalog", "visibilité dans le catalogue")
_SHORT = ("short description", "description courte")
_SALE_FROM = ("date sale price starts", "date de début de promo")
_SALE_UNTIL = ("date sale price ends", "date de fin de promo")
_IN_STOCK = ("in stock?", "en stock ?")
_BACKORDERS = ("backorders allowed?", "autoriser les commandes de produits en rupture ?")
_SALE = ("sale price", "tarif promo")
_REGULAR = ("regular price", "tarif régulier")
_CATEGORIES = ("categories", "catégories")
_TAGS = ("tags", "étiquettes")
_BRANDS = ("brands", "marques")
_ELSEWHERE = ("external url", "url externe")
_ATTRIBUTE = re.compile("attribute (\\d+) name|nom de l['\u2019]attribut (\\d+)")
_WEIGHT = re.compile(r"(?:weight|poids) \((.+)\)")
_LIST = re.compile(r"(?<!\\),")  # a comma of a name is written "\,"


def is_woocommerce(header: Sequence[str]) -> bool:
    """Return whether a table's lower-case header is that of WooCommerce's product export."""
    names = set(header)
    return all(not names.isdisjoint(one) for one in (_TYPE, _NAME, _SKU, _REGULAR))


def read_woocommerce(table: Table, options: ReadOptions) -> Iterator[Product | BadRow]:
    """Yield the public products of `table`, in order, and its bad rows.

    Drafts, private products, and products that the catalogue hides are left out; a group is not a
    product, and those in it are read by themselves.
    """
    rows: list[Row] = []
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
        else:
            cells = {name: _unescaped(text) for name, text in row.cells.items()}
            rows.append(Row(line=row.line, cells=cells))
    heads = [row for row in rows if not _is_variation(row)]
    texts = (f"{row.get(*_NAME)} {to_line(row.get(*_SHORT, 'description'))}" for row in heads)
    reader = _WooCommerceReader(
        table=table, options=options, language=detect_all(texts, options.languages)
    )
    choices, strays = _by_parent(heads, [row for row in rows if _is_variation(row)])
    for head in heads:
        yield from reader.read(head, choices.get(head.line, ()))
    for row in strays:
        parent = row.get("parent")
        yield reader.bad(row, f"its product {parent!r} is not in the file: export it with it")


def _is_variation(row: Row) -> bool:
    return "variation" in parts_of(row.get(*_TYPE).lower(), ",")


def _by_parent(
    heads: Sequence[Row], variations: Sequence[Row]
) -> tuple[Mapping[int, Sequence[Row]], Sequence[Row]]:
    """Return the variations by the line of their product, and those without one."""
    lines = {row.get(*_SKU).lower(): row.line for row in heads if row.get(*_SKU)}
    lines |= {f"id:{row.get(*_ID)}": row.line for row in heads if row.get(*_ID)}
    found: dict[int, list[Row]] = {}
    strays = []
    for row in variations:
        line = lines.get(row.get("parent").lower())
        if line is None:
            strays.append(row)
        else:
            found.setdefault(line, []).append(row)
    return found, strays


@dataclass(frozen=True, slots=True, kw_only=True)
class _WooCommerceReader:
    table: Table
    options: ReadOptions
    language: str

    def read(self, head: Row, choices: Sequence[Row]) -> Iterator[Product | BadRow]:
        """Yield a product with its variants, and the variations that cannot be read."""
        if not _is_public(head):
            return
        types, title = parts_of(head.get(*_TYPE).lower(), ","), to_line(head.get(*_NAME))
        if "grouped" in types:
            yield self.bad(head, "it is a group: its parts are read by themselves")
            return
        if not title:
            name = head.get(*_SKU) or head.get(*_ID)
            yield self.bad(head, f"the product {name!r} has no name: fill it in")
            return
        variants = []
        for row in choices or [head]:
            if not _is_public(row):
                continue
            try:
                variant = self._variant(row, head if choices else None)
            except UnreadableError as error:
                yield self.bad(row, str(error))
                continue
            if variant.price is None:
                yield self.bad(row, "it has no price: nobody can buy it")
            else:
                variants.append(variant)
        if variants:
            yield self._product(head, title, tuple(variants))

    def bad(self, row: Row, reason: str) -> BadRow:
        return BadRow(file=self.table.name, line=row.line, reason=reason)

    def _variant(self, row: Row, head: Row | None) -> Variant:
        """Return the variant of a row; `head` is the product that it is a variation of."""
        regular = money_cell(row, *self._present(_REGULAR), currency=self.options.currency)
        sale = money_cell(row, *self._present(_SALE), currency=self.options.currency)
        first, last = _day(row.get(*_SALE_FROM)), _day(row.get(*_SALE_UNTIL))
        is_on_sale = sale is not None and holds_on(first, last, self.options.today)
        price = sale if is_on_sale else regular
        pictures = _list(row.get("images"))
        return Variant(
            sku=row.get(*_SKU) or row.get(*_ID),
            options=attributes_of(self._attributes(row)) if head else (),
            price=price,
            compare_at=reduced_from(price, regular),
            stock=self._stock(row, head),
            image_url=pictures[0] if pictures else "",
        )

    def _stock(self, row: Row, head: Row | None) -> int | None:
        """Return the pieces that are left; None: as many as are wanted, or nobody counts them."""
        said = row.get(*_IN_STOCK).lower()
        of_product = row.get("stock").lower() == "parent"  # a word of the export in every language
        counted = None if of_product else stock_cell(row, "stock")
        if counted is None and head is not None:  # counted for all variations together
            counted = stock_cell(head, "stock")
        orders_on = row.get(*_BACKORDERS).lower() == "notify" or is_yes(
            row.get(*_BACKORDERS), default=False
        )
        if said == "backorder" or (orders_on and not counted):
            return None
        return counted if is_yes(said, default=True) else 0

    def _product(self, head: Row, title: str, variants: tuple[Variant, ...]) -> Product:
        chosen = {name for variant in variants for name, _ in variant.options}
        texts = [to_markdown(fill_holes(_plain(head.get(*n)))) for n in (_SHORT, ("description",))]
        paths = [parts_of(to_line(one), ">") for one in _list(head.get(*_CATEGORIES))]
        brands, pictures = _list(head.get(*_BRANDS)), _list(head.get("images"))
        own = (pair for pair in self._attributes(head) if pair[0] not in chosen)
        page = f"?post_type=product&p={head.get(*_ID)}" if head.get(*_ID) else ""
        return Product(
            product_id=head.get(*_ID) or head.get(*_SKU) or title,
            language=self.language,
            title=title,
            description="\n\n".join(dict.fromkeys(text for text in texts if text)),
            variants=variants,
            category=max(paths, key=len, default=()),  # the first of the most precise
            brand=to_line(brands[0]) if brands else "",
            attributes=attributes_of((*own, *self._further(head))),
            url=head.get(*_ELSEWHERE) or address(self.options.shop_url, page),
            image_url=pictures[0] if pictures else "",
            source=self.table.name,
        )

    def _attributes(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield the names and values of a row's attributes, but those that the shop hides."""
        for column in self.table.header:
            if not (match := _ATTRIBUTE.fullmatch(column)):
                continue
            n = match[1] or match[2]
            values = row.get(
                f"attribute {n} value(s)",
                f"valeur(s) de l\u2019attribut {n}",
                f"valeur(s) de l'attribut {n}",
            )
            shown = row.get(f"attribute {n} visible", f"attribut {n} visible")
            if is_yes(shown, default=True) or _is_variation(row):
                yield to_line(row.get(column)), ", ".join(map(to_line, _list(values)))

    def _further(self, head: Row) -> Iterator[tuple[str, str]]:
        """Yield a product's weight and tags as attributes."""
        for column in self.table.header:
            if (match := _WEIGHT.fullmatch(column)) and head.get(column):
                yield label("weight", self.language), f"{head.get(column)} {match[1]}"
        yield label("tags", self.language), ", ".join(map(to_line, _list(head.get(*_TAGS))))

    def _present(self, names: Sequence[str]) -> Sequence[str]:
        """Return names with the one that the table has first: errors say it."""
        return sorted(names, key=lambda one: one not in self.table.header)


def _unescaped(text: str) -> str:
    """Return a cell without the quote that the export puts before signs of a formula."""
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text


def _is_public(row: Row) -> bool:
    """Return whether customers see a row's product: 1 is published, 0 private, -1 a draft."""
    return row.get(*_PUBLISHED) in {"", "1"} and row.get(*_VISIBILITY).lower() != "hidden"


def _list(text: str) -> tuple[str, ...]:
    """Return the parts of a cell between commas."""
    return tuple(part.replace("\\,", ",").strip() for part in _LIST.split(text) if part.strip())


def _plain(text: str) -> str:
    r"""Return a text with its line breaks, which the export writes as "\n"."""
    return text.replace("\\n", "\n")


def _day(text: str) -> date | None:
    r"""Return the day of a reduction: "2026-11-02", or with a time behind it.

    Raises:
        UnreadableError: it is no day.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        message = f"{text[:40]!r} is not a day: write it as 2026-11-02"
        raise UnreadableError(message) from error
