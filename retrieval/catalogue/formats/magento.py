"""Read Magento 2: products of its import CSV and of its sample data.

A configurable product's children, and a grouped product's, are its variants. A product that is
sold only as part of another is left out when that other is there, and read on its own when it
is not: nothing is lost. Disabled products are left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from retrieval.catalogue.cell_values import (
    address,
    attributes_of,
    holds_on,
    is_yes,
    money_cell,
    reduced_from,
    stock_cell,
)
from retrieval.catalogue.formats.magento_tables import MagentoExport, MagentoItem, load, pairs_of
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.language_detection import detect_all
from retrieval.catalogue.shop_html import fill_holes, to_line, to_markdown
from retrieval.catalogue.tables.csv_tables import Row, Table
from retrieval.catalogue.types import BadRow, Money, Product, ReadOptions, UnreadableError, Variant

_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%m/%d/%y", "%m/%d/%y, %I:%M %p", "%m/%d/%Y")


def read_magento(tables: Iterable[Table], options: ReadOptions) -> Iterator[Product | BadRow]:
    """Yield the products of one shop's tables, once for every language they are in."""
    store, bad = load(tables)
    yield from bad
    reader = _MagentoReader(store, options)
    claimed = {sku for item in store.items.values() for sku, _ in item.children}
    for item in store.items.values():
        if item.is_hidden and item.sku in claimed:
            continue
        if not is_yes(item.row.get("product_online"), default=True):
            continue
        for language in reader.languages_of(item.sku):
            try:
                yield reader.product(item, language)
            except UnreadableError as error:
                yield BadRow(file=item.file, line=item.row.line, reason=str(error))
                break


class _MagentoReader:
    """Read one shop's items, in the languages of its store views."""

    def __init__(self, store: MagentoExport, options: ReadOptions) -> None:
        self._store = store
        self._options = options
        self._base = _language(store.items.values(), options.languages)
        self._views: dict[str, dict[str, MagentoItem]] = {}
        for code, items in store.views.items():
            language = _view_language(code, items, options.languages)
            self._views.setdefault(language, {}).update(items)

    def languages_of(self, sku: str) -> tuple[str, ...]:
        """Return the languages a product is in, the shop's own first."""
        others = [
            language
            for language, items in self._views.items()
            if language != self._base and sku in items
        ]
        return (self._base, *others)

    def product(self, item: MagentoItem, language: str) -> Product:
        """Return a product as `language` shows it.

        Raises:
            UnreadableError: its name is missing, or a price or stock cannot be read.
        """
        row = self._row(item, language)
        title = to_line(row.get("name"))
        if not title:
            message = f"the product {item.sku!r} has no name: fill it in"
            raise UnreadableError(message)
        texts = [to_markdown(fill_holes(row.get(n))) for n in ("short_description", "description")]
        path = max(item.paths, key=len, default=())  # the first of the most precise
        return Product(
            product_id=item.sku,
            language=language,
            title=title,
            description="\n\n".join(text for text in texts if text),
            variants=self._variants(item, row, language),
            category=path,
            attributes=attributes_of(self._attributes(item, path, language)),
            url=address(self._options.shop_url, _page(row.get("url_key"))),
            image_url=self._image(item),
            source=item.file,
        )

    def _row(self, item: MagentoItem, language: str) -> Row:
        """Return the row's cells, with those that the language's store view changes."""
        view = self._views.get(language, {}).get(item.sku)
        if view is None:
            return item.row
        changed = {name: text for name, text in view.row.cells.items() if text.strip()}
        return Row(line=view.row.line, cells={**item.row.cells, **changed})

    def _variants(self, item: MagentoItem, row: Row, language: str) -> tuple[Variant, ...]:
        children = [
            (child, sku, options)
            for sku, options in item.children
            if (child := self._store.items.get(sku)) is None
            or is_yes(child.row.get("product_online"), default=True)
        ]
        if not children:
            return self._links(item, row, language) or (self._variant(row, item, ()),)
        names = pairs_of(row.get("configurable_variation_labels"))
        found = [child for child, _, _ in children if child is not None]
        differing = _differing(found)
        variants = []
        for child, sku, options in children:
            if child is None:  # its own row is not in the files: the parent's price and stock
                pairs = self._named(options, names, language)
                variants.append(self._variant(row, item, pairs, sku=sku))
                continue
            chosen = options or {code: child.attributes.get(code, "") for code in differing}
            shown = self._row(child, language)
            own = ((label("choice", language), to_line(shown.get("name"))),)
            pairs = self._named(chosen, names, language) or own
            variants.append(self._variant(shown, child, pairs))
        return tuple(variants)

    def _links(self, item: MagentoItem, row: Row, language: str) -> tuple[Variant, ...]:
        """Return downloads that are sold one by one, each on top of the product's price."""
        found = []
        for title, extra in item.links:
            cells = {**row.cells, "price": _sum(row.get("price"), extra)}
            chosen = ((label("choice", language), to_line(title)),)
            found.append(self._variant(Row(line=row.line, cells=cells), item, chosen))
        return tuple(found)

    def _named(
        self, options: Mapping[str, str], names: Mapping[str, str], language: str
    ) -> tuple[tuple[str, str], ...]:
        return attributes_of(
            (names.get(code) or self._label(code, language), to_line(value))
            for code, value in options.items()
        )

    def _variant(
        self, row: Row, item: MagentoItem, options: tuple[tuple[str, str], ...], *, sku: str = ""
    ) -> Variant:
        price, before = self._prices(row)
        return Variant(
            sku=sku or item.sku,
            options=options,
            price=price,
            compare_at=before,
            stock=_stock(row),
            image_url=self._image(item),
        )

    def _prices(self, row: Row) -> tuple[Money | None, Money | None]:
        price = money_cell(row, "price", currency=self._options.currency)
        special = money_cell(row, "special_price", currency=self._options.currency)
        period = (row.get("special_price_from_date"), row.get("special_price_to_date"))
        if special is None or not _is_on(*period, self._options.today):
            return price, None
        return special, reduced_from(special, price)

    def _attributes(
        self, item: MagentoItem, path: Sequence[str], language: str
    ) -> Iterator[tuple[str, str]]:
        for code, value in item.attributes.items():
            is_flag = code in self._store.flags and value == "1"
            shown = label("yes", language) if is_flag else to_line(value)
            yield self._label(code, language), shown
        for name, skus in item.choices:
            items = [self._store.items.get(sku) for sku in skus]
            titles = [to_line(one.row.get("name")) for one in items if one is not None]
            yield to_line(name), ", ".join(dict.fromkeys(titles))
        upper = {other[:depth] for other in item.paths for depth in range(len(other))}
        others = dict.fromkeys(p[-1] for p in item.paths if p not in upper and p != tuple(path))
        yield label("collections", language), ", ".join(others)

    def _label(self, code: str, language: str) -> str:
        return self._store.labels.get(code) or label(code, language)

    def _image(self, item: MagentoItem) -> str:
        path = item.row.get("base_image") or self._store.images.get(item.sku, "")
        media = path if "://" in path else f"media/catalog/product/{path.lstrip('/')}"
        return address(self._options.shop_url, media) if path else ""


def _sum(first: str, second: str) -> str:
    """Return the sum of two plain decimals; either may be empty."""
    try:
        return f"{Decimal(first or '0') + Decimal(second or '0'):f}"
    except InvalidOperation as error:
        message = f"price: {first!r} and a link's {second!r} are no numbers: write them as 9.00"
        raise UnreadableError(message) from error


def _page(url_key: str) -> str:
    return f"{url_key}.html" if url_key and " " not in url_key else ""


def _differing(children: Sequence[MagentoItem]) -> tuple[str, ...]:
    """Return the attributes that tell a grouped product's children apart."""
    codes = dict.fromkeys(code for child in children for code in child.attributes)
    return tuple(
        code for code in codes if len({child.attributes.get(code) for child in children}) > 1
    )


def _stock(row: Row) -> int | None:
    """Return the pieces that can be sold; None when they are not counted or may go below zero."""
    stock = stock_cell(row, "qty")
    in_stock = is_yes(row.get("is_in_stock"), default=True)
    by_default = is_yes(row.get("use_config_manage_stock"), default=True)
    if not in_stock:
        return 0
    if not by_default and not is_yes(row.get("manage_stock"), default=True):
        return None
    own_rule = not is_yes(row.get("use_config_backorders"), default=True)
    backorders = own_rule and row.get("allow_backorders") in {"1", "2"}
    return None if backorders and not stock else stock


def _is_on(start: str, end: str, today: date | None) -> bool:
    first, last = _day(start), _day(end)
    if (start and first is None) or (end and last is None):
        return False
    return holds_on(first, last, today)


def _day(text: str) -> date | None:
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a shop's own day
        except ValueError:
            continue
    return None


def _language(items: Iterable[MagentoItem], languages: Sequence[str]) -> str:
    texts = (f"{i.row.get('name')} {to_line(i.row.get('description'))}" for i in items)
    return detect_all(texts, languages)


def _view_language(code: str, items: Mapping[str, MagentoItem], languages: Sequence[str]) -> str:
    """Return a store view's language: by a code as "fr" or "fr_FR", else by its texts."""
    named = (n for n in languages if re.match(rf"{re.escape(n)}([_-]|$)", code.lower()))
    return next(named, None) or _language(items.values(), languages)
