"""Read Thelia's demo import CSV: every text has a column per language, "TITRE FR", "TITRE UK".

A product's colours are its variants, its materials a feature; both are translated by lists of
their own (colors.csv, materials.csv). PRIX is the price, PRIX2 the reduced one; Thelia stores
both without tax: `ReadOptions.tax_percent` is added.
Source: github.com/thelia/thelia, core/lib/Thelia/Command/Import.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.catalogue.cell_values import (
    address,
    attributes_of,
    money_cell,
    parts_of,
    reduced_from,
)
from retrieval.catalogue.formats.option_labels import label
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.tables.csv_tables import Row, Table
from retrieval.catalogue.types import (
    BadRow,
    Document,
    Money,
    Product,
    ReadOptions,
    UnreadableError,
    Variant,
)
from retrieval.catalogue.written_prices import with_tax

_TRANSLATED = re.compile(r"(.+) ([a-z]{2})")
_SUFFIXES = {"en": "uk"}  # Thelia's demo says UK for English
_TITLE = ("titre", "title")
_TEXTS = ("chapo", "descriptif", "postscriptum")
_LISTS = ("colors", "materials", "couleurs", "matieres")  # two columns, no header


def is_thelia(name: str, header: Sequence[str]) -> bool:
    """Return whether a table is one of the import's, by its name and lower-case header."""
    return _is_list(name, header) or any(
        match[1] in {*_TITLE, *_TEXTS, "categories"}
        for column in header
        if (match := _TRANSLATED.fullmatch(column))
    )


def _is_list(name: str, header: Sequence[str]) -> bool:
    return len(header) == 2 and _stem(name) in _LISTS  # noqa: PLR2004  # one word, two languages


def _stem(name: str) -> str:
    return re.split(r"[/\\]", name)[-1].partition(".")[0].lower()


@dataclass(slots=True, kw_only=True)
class _TheliaExport:
    """Hold all tables of one folder."""

    products: list[tuple[Table, Row]] = field(default_factory=list)
    contents: list[tuple[Table, Row]] = field(default_factory=list)
    categories: dict[str, Row] = field(default_factory=dict)  # by English title
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # any spelling -> by language


def read_thelia(
    tables: Iterable[Table], options: ReadOptions
) -> Iterator[Product | Document | BadRow]:
    """Yield the products and pages of one folder's tables, each once for every language."""
    shop = _TheliaExport()
    for table in tables:
        yield from _take(table, shop)
    for table, row in shop.products:
        reader = _TheliaReader(shop, table.name, options)
        for language in options.languages:
            try:
                product = reader.product(row, language)
            except UnreadableError as error:
                yield BadRow(file=table.name, line=row.line, reason=str(error))
                break
            if product is not None:
                yield product
    for table, row in shop.contents:
        yield from _documents(row, table.name, options.languages)


def _take(table: Table, shop: _TheliaExport) -> Iterator[BadRow]:
    if _is_list(table.name, table.header):
        for _, words in table.records():
            french, english, *_ = [*words, "", ""]
            both = {"fr": to_line(french), "en": to_line(english)}
            shop.words |= {word.lower(): both for word in both.values() if word}
        return
    columns = {column.partition(" ")[0] for column in table.header}
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
        elif "ref" in columns:
            if not row.get("ref"):
                yield BadRow(file=table.name, line=row.line, reason="it has no REF: fill it in")
            else:
                shop.products.append((table, row))
        elif "categories" in columns:
            shop.categories[_text(row, "en", "categories") or str(row.line)] = row
        elif "title" in columns and "folders" in columns:
            shop.contents.append((table, row))


def _text(row: Row, language: str, *names: str) -> str:
    """Return the first filled of the named texts in `language`."""
    suffixes = (language, _SUFFIXES.get(language, language))
    return row.get(*(f"{name} {suffix}" for name in names for suffix in suffixes))


def _title(row: Row, language: str, languages: Sequence[str], *names: str) -> str:
    """Return the title, in another language when this one has none: it is a name."""
    found = (_text(row, one, *names) for one in (language, *languages))
    return to_line(next((text for text in found if text), ""))


def _body(row: Row, language: str) -> str:
    texts = (to_markdown(_text(row, language, name)) for name in _TEXTS)
    return "\n\n".join(text for text in texts if text)


def _documents(row: Row, file: str, languages: Sequence[str]) -> Iterator[Document]:
    key = _text(row, "en", *_TITLE) or _title(row, languages[0], languages, *_TITLE)
    for language in languages:
        text = _body(row, language)
        if text:
            yield Document(
                document_id=to_line(key),
                language=language,
                title=_title(row, language, languages, *_TITLE),
                text=text,
                url=file,
            )


class _TheliaReader:
    """Build the products of one table."""

    def __init__(self, shop: _TheliaExport, file: str, options: ReadOptions) -> None:
        self._shop = shop
        self._file = file
        self._options = options

    def product(self, row: Row, language: str) -> Product | None:
        """Return the product in `language`; None when it has no text there.

        Raises:
            UnreadableError: it has no title, or a price that cannot be read.
        """
        options = self._options
        title = _title(row, language, options.languages, *_TITLE)
        if not title:
            message = f"the product {row.get('ref')!r} has no title: fill in TITRE FR or TITRE UK"
            raise UnreadableError(message)
        description = _body(row, language)
        if not description and not _text(row, language, *_TITLE):
            return None
        first_image = next(iter(parts_of(row.get("photo"), ";")), "")
        return Product(
            product_id=row.get("ref"),
            language=language,
            title=title,
            description=description,
            variants=self._variants(row, language),
            category=self._path(row, language),
            brand=to_line(row.get("brand")),
            attributes=attributes_of([self._feature(row, language)]),
            image_url=address(options.shop_url, first_image),
            source=self._file,
        )

    def _variants(self, row: Row, language: str) -> tuple[Variant, ...]:
        price, before = self._price(row, "prix"), None
        reduced = self._price(row, "prix2")
        if reduced is not None:
            price, before = reduced, reduced_from(reduced, price)
        colours = parts_of(_text(row, "en", "couleur") or _text(row, "fr", "couleur"), ";")
        name = label("color", language)
        chosen: list[tuple[tuple[str, str], ...]] = [
            ((name, self._word(colour, language)),) for colour in colours
        ]
        return tuple(
            Variant(sku=row.get("ref"), options=pairs, price=price, compare_at=before)
            for pairs in chosen or [()]
        )

    def _price(self, row: Row, column: str) -> Money | None:
        price = money_cell(row, column, currency=self._options.currency)
        return with_tax(price, self._options.tax_percent) if price else None

    def _feature(self, row: Row, language: str) -> tuple[str, str]:
        text = _text(row, "en", "material") or _text(row, "fr", "material")
        words = [self._word(word, language) for word in parts_of(text, ";")]
        return label("material", language), ", ".join(words)

    def _word(self, word: str, language: str) -> str:
        translated: Mapping[str, str] = self._shop.words.get(word.lower(), {})
        shown = translated.get(language) or word
        return shown[:1].upper() + shown[1:]

    def _path(self, row: Row, language: str) -> tuple[str, ...]:
        """Return the first category's path; the column names it by its English title."""
        path: list[str] = []
        key = next(iter(parts_of(row.get("categorie", "category"), ";")), "")
        while key and len(path) <= len(self._shop.categories):
            category = self._shop.categories.get(key)
            shown = _text(category, language, "categories") if category else ""
            path.insert(0, to_line(shown or key))
            key = _text(category, "en", "parent") if category else ""
        return tuple(path)
