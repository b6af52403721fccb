"""Read PrestaShop: products, combinations, stock, features, reductions and CMS pages.

Prices in its tables are without tax: `ReadOptions.tax_percent` is added. A combination's price
is added to its product's.
Source: devdocs.prestashop-project.org, fixtures of the installer (install-dev/fixtures).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from retrieval.catalogue.cell_values import (
    attributes_of,
    holds_on,
    is_yes,
    parse_stock,
    reduced_from,
)
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.formats.prestashop_tables import PrestashopExport, PrestashopRecord, load
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import (
    BadRow,
    Document,
    Money,
    Product,
    ReadOptions,
    UnreadableError,
    Variant,
)
from retrieval.catalogue.written_prices import parse_plain

_NEVER = ("", "0000-00-00")
_TIMES = "\u00d7"
_BACKORDERS = "1"  # stock_available.out_of_stock: 0 deny, 1 allow, 2 as the shop is set (deny)


def read_prestashop(
    sources: Iterable[SourceFile], options: ReadOptions
) -> Iterator[Product | Document | BadRow]:
    """Yield the products and pages of one shop's files, each once for every language."""
    shop, bad = load(sources)
    yield from bad
    languages = [language for language in options.languages if language in shop.texts]
    reader = _PrestashopReader(shop, options)
    for record in shop.all("product"):
        if not is_yes(record.get("active"), default=True):
            continue
        try:
            products = [p for n in languages if (p := reader.product(record, n)) is not None]
        except UnreadableError as error:
            yield BadRow(file=record.file, line=record.line, reason=str(error))
            continue
        yield from products
        if not products:
            reason = f"{record.key!r} has no name: add langs/<language>/data/product.xml"
            yield BadRow(file=record.file, line=record.line, reason=reason)
    for language in languages:
        yield from _pages(shop, language)


def _pages(shop: PrestashopExport, language: str) -> Iterator[Document]:
    for record in shop.texts[language].get("cms", {}).values():
        settings = shop.find("cms", record.key)
        text = to_markdown(record.get("content"))
        if text and (settings is None or is_yes(settings.get("active"), default=True)):
            yield Document(
                document_id=record.key,
                language=language,
                title=to_line(record.get("meta_title")) or record.key.replace("_", " "),
                text=text,
                url=record.file,
            )


class _PrestashopReader:
    """Hold one shop's tables, joined once."""

    def __init__(self, shop: PrestashopExport, options: ReadOptions) -> None:
        self._shop = shop
        self._options = options
        self._combinations = self._join("product_attribute", "id_product", "product")
        self._values = self._join(
            "product_attribute_combination", "id_product_attribute", "product_attribute"
        )
        self._features = self._join("feature_product", "id_product", "product")
        self._categories = self._join("category_product", "id_product", "product")
        self._reductions = self._join("specific_price", "id_product", "product")
        self._packs = self._join("pack", "id_product_pack", "product")
        self._stock = {
            (self._key("product", r.get("id_product")), self._combination(r)): r
            for r in shop.all("stock_available")
        }

    def _join(self, entity: str, reference: str, to: str) -> dict[str, list[PrestashopRecord]]:
        """Return the records of `entity` by the key of the `to` they refer to."""
        joined: dict[str, list[PrestashopRecord]] = defaultdict(list)
        for record in self._shop.all(entity):
            joined[self._key(to, record.get(reference))].append(record)
        return joined

    def _key(self, entity: str, reference: str) -> str:
        found = self._shop.find(entity, reference)
        return found.key if found else reference

    def _combination(self, record: PrestashopRecord) -> str:
        reference = record.get("id_product_attribute")
        return self._key("product_attribute", reference) if reference not in {"", "0"} else ""

    def product(self, record: PrestashopRecord, language: str) -> Product | None:
        """Return the product in `language`; None when it has no name there.

        Raises:
            UnreadableError: a price or stock of it cannot be read.
        """
        texts = {
            name: self._shop.text(language, "product", record.key, name)
            for name in ("name", "description_short", "description")
        }
        if not texts["name"]:
            return None
        parts = (to_markdown(texts["description_short"]), to_markdown(texts["description"]))
        category = self._path(record.get("id_category_default"), language)
        return Product(
            product_id=record.key,
            language=language,
            title=to_line(texts["name"]),
            description="\n\n".join(part for part in parts if part),
            variants=self._variants(record, language),
            category=category,
            brand=self._brand(record),
            attributes=attributes_of(self._attributes(record, category, language)),
            source=record.file,
        )

    def _brand(self, record: PrestashopRecord) -> str:
        brand = self._shop.find("manufacturer", record.get("id_manufacturer"))
        return to_line(brand.get("name")) if brand else ""

    def _variants(self, product: PrestashopRecord, language: str) -> tuple[Variant, ...]:
        combinations: Sequence[PrestashopRecord] = self._combinations.get(product.key, ())
        if not combinations:
            return (self._variant(product, None, language),)
        return tuple(self._variant(product, one, language) for one in combinations)

    def _variant(
        self, product: PrestashopRecord, combination: PrestashopRecord | None, language: str
    ) -> Variant:
        price, before = self._prices(product, combination)
        pairs = self._options_of(combination, language) if combination else ()
        return Variant(
            sku=(combination.get("reference") if combination else "") or product.get("reference"),
            options=tuple(pairs),
            price=price,
            compare_at=before,
            stock=self._stock_of(product, combination),
        )

    def _options_of(
        self, combination: PrestashopRecord, language: str
    ) -> Iterator[tuple[str, str]]:
        for value in self._values.get(combination.key, ()):
            attribute = self._shop.find("attribute", value.get("id_attribute"))
            if attribute is None:
                continue
            group = self._key("attribute_group", attribute.get("id_attribute_group"))
            shown = self._shop.text(language, "attribute_group", group, "public_name")
            name = shown or self._shop.text(language, "attribute_group", group, "name") or group
            text = self._shop.text(language, "attribute", attribute.key, "name")
            yield to_line(name), to_line(text or attribute.key)

    def _prices(
        self, product: PrestashopRecord, combination: PrestashopRecord | None
    ) -> tuple[Money | None, Money | None]:
        """Return today's price and the one before a reduction."""
        if not is_yes(product.get("show_price"), default=True) or not product.get("price"):
            return None, None
        added = combination.get("price") if combination else ""
        amount = _decimal(product.get("price"), "price") + _decimal(added or "0", "price")
        reduced = amount
        for reduction in self._reductions.get(product.key, ()):
            one = self._combination(reduction)
            for_all = not one or (combination is not None and one == combination.key)
            if for_all and _is_for_everybody(reduction) and self._is_on(reduction):
                reduced = min(reduced, self._reduce(reduction, amount))
        price = self._money(reduced)
        return price, reduced_from(price, self._money(amount))

    def _reduce(self, reduction: PrestashopRecord, amount: Decimal) -> Decimal:
        fixed = _decimal(reduction.get("price") or "-1", "specific_price.price")
        base = fixed if fixed >= 0 else amount  # -1: the product's own price
        off = _decimal(reduction.get("reduction") or "0", "specific_price.reduction")
        if reduction.get("reduction_type") == "percentage":
            return base * (1 - off)
        with_tax = is_yes(reduction.get("reduction_tax"), default=True)
        without = off / (1 + self._options.tax_percent / 100) if with_tax else off
        return max(Decimal(0), base - without)

    def _is_on(self, reduction: PrestashopRecord) -> bool:
        start, end = (reduction.get(name)[:10] for name in ("from", "to"))
        try:
            return holds_on(_day(start), _day(end), self._options.today)
        except ValueError:
            return False

    def _money(self, amount: Decimal) -> Money:
        tax = self._options.tax_percent
        return parse_plain(f"{amount:f}", self._options.currency, tax_percent=tax)

    def _stock_of(
        self, product: PrestashopRecord, combination: PrestashopRecord | None
    ) -> int | None:
        if not is_yes(product.get("available_for_order"), default=True):
            return 0
        record = self._stock.get((product.key, combination.key if combination else ""))
        own = combination or product
        stock = parse_stock(record.get("quantity") if record else own.get("quantity"))
        may_oversell = (record or product).get("out_of_stock") == _BACKORDERS
        return None if may_oversell and not stock else stock

    def _path(self, reference: str, language: str) -> tuple[str, ...]:
        """Return the category's path; the shop's root, which has no file, is left out."""
        path: list[str] = []
        record = self._shop.find("category", reference)
        while record is not None and len(path) < len(self._shop.entities["category"]):
            path.insert(0, to_line(self._category(record.key, language)))
            record = self._shop.find("category", record.get("id_parent"))
        return tuple(path)

    def _category(self, key: str, language: str) -> str:
        return self._shop.text(language, "category", key, "name") or key.replace("_", " ")

    def _attributes(
        self, product: PrestashopRecord, category: Sequence[str], language: str
    ) -> Iterator[tuple[str, str]]:
        shop = self._shop
        for link in self._features.get(product.key, ()):
            feature = self._key("feature", link.get("id_feature"))
            value = self._key("feature_value", link.get("id_feature_value"))
            name = shop.text(language, "feature", feature, "name") or feature
            text = shop.text(language, "feature_value", value, "value") or value
            yield to_line(name), to_line(text)
        items = [self._item(one, language) for one in self._packs.get(product.key, ())]
        yield label("pack", language), ", ".join(items)
        others = [
            self._category(record.key, language)
            for link in self._categories.get(product.key, ())
            if (record := shop.find("category", link.get("id_category"))) is not None
        ]
        yield label("collections", language), ", ".join(n for n in others if n not in category)

    def _item(self, pack: PrestashopRecord, language: str) -> str:
        key = self._key("product", pack.get("id_product_item"))
        name = self._shop.text(language, "product", key, "name") or key
        return f"{pack.get('quantity') or 1} {_TIMES} {to_line(name)}"


def _is_for_everybody(reduction: PrestashopRecord) -> bool:
    """Return whether a reduction asks for no customer, group, country, cart or quantity."""
    narrow = ("id_cart", "id_currency", "id_country", "id_group", "id_customer")
    return (
        all(reduction.get(name) in {"", "0"} for name in narrow)
        and (reduction.get("from_quantity") or "1") == "1"
    )


def _day(text: str) -> date | None:
    return None if text in _NEVER else date.fromisoformat(text)


def _decimal(text: str, name: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation as error:
        message = f"{name}: {text[:40]!r} is not a number: write it as 23.90"
        raise UnreadableError(message) from error
