"""Read Google Merchant product feeds: RSS or Atom with the g: namespace, or a table.

Items of one `item_group_id` are variants of one product.
Source: support.google.com/merchants/answer/7052112 (product data specification)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from retrieval.catalogue import safe_xml
from retrieval.catalogue.cell_values import address, attributes_of, holds_on, parts_of
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.language_detection import detect_all
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.tables.csv_tables import Table
from retrieval.catalogue.types import BadRow, Money, Product, ReadOptions, UnreadableError, Variant
from retrieval.catalogue.written_prices import parse_money

_OPTIONS = ("color", "size", "material", "pattern", "age_group", "gender")
_OUT_OF_STOCK = frozenset({"out_of_stock", "out of stock"})
_MANY = ("product_detail", "product_highlight")
_IN_XML = {"summary": "description", "content": "description"}  # Atom's names
_GOOGLE = "http://base.google.com/ns/1.0"
_TRAILING = " -\u2013\u2014|,:/("  # what parts a title from its variant
_MIN_TITLE = 4  # characters that titles of variants must share to name the product


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    line: int
    fields: Mapping[str, str]
    many: Mapping[str, tuple[str, ...]]  # fields that may come several times

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def is_google(header: Sequence[str]) -> bool:
    """Return whether a table's lower-case header is that of a feed."""
    names = {_field(name) for name in header}
    return {"id", "title"} <= names and bool(
        names & {"availability", "image_link", "item_group_id", "gtin"}
    )


def read_google_table(table: Table, options: ReadOptions) -> Iterator[Product | BadRow]:
    """Yield the products of a feed in a table, and its bad rows."""
    names = [_field(name) for name in table.header]
    items = []
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        fields = {n: row.cells.get(h, "") for n, h in zip(names, table.header, strict=True)}
        many = {name: parts_of(fields.get(name, ""), ",") for name in _MANY}
        items.append(_Item(line=row.line, fields=fields, many=many))
    yield from _read(table.name, items, options)


def read_google_xml(source: SourceFile, options: ReadOptions) -> Iterator[Product | BadRow]:
    """Yield the products of an RSS or Atom feed, and its faults."""
    root, faults = safe_xml.parse(source.data)
    for line, reason in faults:
        yield BadRow(file=source.name, line=line, reason=reason)
    items = [] if root is None else list(_xml_items(root))
    yield from _read(source.name, items, options)


def _xml_items(root: safe_xml.Element) -> Iterator[_Item]:
    for element in root.iter():
        if not isinstance(element.tag, str) or safe_xml.local_name(element) not in {
            "item",
            "entry",
        }:
            continue
        fields: dict[str, str] = {}
        many: dict[str, list[str]] = {name: [] for name in _MANY}
        for child in element:
            if not isinstance(child.tag, str):
                continue
            name = safe_xml.local_name(child).lower()
            text = child.get("href") or _xml_text(name, child)
            if name in many:
                many[name].append(text)
            elif child.tag == f"{{{_GOOGLE}}}{name}":
                fields[name] = text
            else:
                fields.setdefault(_IN_XML.get(name, name), text)
        every = {name: tuple(texts) for name, texts in many.items()}
        yield _Item(line=safe_xml.line_of(element), fields=fields, many=every)


def _xml_text(name: str, element: safe_xml.Element) -> str:
    if name == "product_detail":  # section_name, attribute_name, attribute_value inside
        return ":".join(safe_xml.text_of(part) for part in element if isinstance(part.tag, str))
    return safe_xml.text_of(element)


def _field(name: str) -> str:
    """Return a feed's field as the specification spells it: "g:Image Link" is image_link."""
    return name.lower().removeprefix("g:").strip().replace(" ", "_")


def _read(name: str, items: Sequence[_Item], options: ReadOptions) -> Iterator[Product | BadRow]:
    texts = (f"{item.get('title')} {to_line(item.get('description'))}" for item in items)
    language = detect_all(texts, options.languages)
    groups: dict[str, list[_Item]] = {}
    for item in items:
        if not item.get("id") or not item.get("title"):
            reason = "it has no id or no title: both are needed"
            yield BadRow(file=name, line=item.line, reason=reason)
            continue
        groups.setdefault(item.get("item_group_id") or item.get("id"), []).append(item)
    for product_id, members in groups.items():
        variants: list[Variant] = []
        kept: list[_Item] = []
        for item in members:
            try:
                variants.append(_variant(item, members, language, options))
                kept.append(item)
            except UnreadableError as error:
                yield BadRow(file=name, line=item.line, reason=str(error))
        if variants:
            yield _product(product_id, kept, tuple(variants), language, options, source=name)


def _variant(item: _Item, group: Sequence[_Item], language: str, options: ReadOptions) -> Variant:
    price = _price(item, "price", options.currency)
    before = None
    sale = _price(item, "sale_price", options.currency)
    if sale is not None and _is_on(item.get("sale_price_effective_date"), options.today):
        before, price = (price if price and _above(price, sale) else None), sale
    return Variant(
        sku=item.get("id"),
        options=tuple(
            (label(code, language), to_line(item.get(code)))
            for code in _options_of(group)
            if item.get(code)
        ),
        price=price,
        compare_at=before,
        stock=0 if item.get("availability").lower() in _OUT_OF_STOCK else None,
        image_url=address(options.shop_url, item.get("image_link")),
    )


def _above(price: Money, sale: Money) -> bool:
    return price.currency == sale.currency and price.amount_minor > sale.amount_minor


def _price(item: _Item, field: str, currency: str) -> Money | None:
    text = item.get(field)
    try:
        return parse_money(text, currency) if text else None
    except UnreadableError as error:
        message = f"{field}: {error}"
        raise UnreadableError(message) from error


def _is_on(period: str, today: date | None) -> bool:
    """Return whether a reduction from "2026-01-01T00:00+01:00/2026-02-01T..." holds today."""
    if not period:
        return True
    start, _, end = period.partition("/")
    try:
        first = datetime.fromisoformat(start.strip()).date()
        last = datetime.fromisoformat(end.strip()).date() if end.strip() else None
    except ValueError:
        return False
    return holds_on(first, last, today)


def _options_of(group: Sequence[_Item]) -> tuple[str, ...]:
    """Return the fields a customer chooses by: color, size, and those that differ here."""
    return tuple(
        code
        for code in _OPTIONS
        if code in {"color", "size"} or len({item.get(code) for item in group}) > 1
    )


def _product(
    product_id: str,
    group: Sequence[_Item],
    variants: tuple[Variant, ...],
    language: str,
    options: ReadOptions,
    *,
    source: str,
) -> Product:
    head = group[0]
    highlights = "".join(f"\n- {to_line(text)}" for text in head.many["product_highlight"])
    description = to_markdown(head.get("description"))
    return Product(
        product_id=product_id,
        language=language,
        title=_title([to_line(item.get("title")) for item in group]),
        description=f"{description}\n{highlights}" if highlights else description,
        variants=variants,
        category=_category(head),
        brand=to_line(head.get("brand")),
        attributes=attributes_of(_attributes(head, _options_of(group), language)),
        url=address(options.shop_url, head.get("link")),
        image_url=address(options.shop_url, head.get("image_link")),
        source=source,
    )


def _title(titles: Sequence[str]) -> str:
    """Return the words that the variants' titles have in common at their start, else the first."""
    shared: list[str] = []
    for words in zip(*(title.split() for title in titles), strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    title = " ".join(shared).rstrip(_TRAILING)
    return title if len(title) >= _MIN_TITLE else titles[0]


def _category(head: _Item) -> tuple[str, ...]:
    path = head.get("product_type") or head.get("google_product_category")
    return () if path.isdigit() else parts_of(to_line(path), ">")


def _attributes(head: _Item, options: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    for code in _OPTIONS:
        if code not in options:
            yield label(code, language), to_line(head.get(code))
    for detail in head.many["product_detail"]:
        *_, name, value = ["", "", *detail.split(":", 2)]
        yield to_line(name), to_line(value)
