"""Read the shop's own JSON or JSON Lines, and lists of products shaped as DummyJSON's.

`docs/subsystems/catalogue.md` documents the first. One bad record loses no other.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from retrieval.catalogue.cell_values import address, attributes_of, reduced_from
from retrieval.catalogue.formats.dummyjson import is_dummyjson, read_dummyjson
from retrieval.catalogue.formats.shop_json_records import (
    EVERY,
    DocumentRecord,
    ProductRecord,
    VariantRecord,
    check_document,
    check_product,
    money_of,
    stock_of,
)
from retrieval.catalogue.language_detection import detect
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import (
    BadRow,
    CatalogueItem,
    Document,
    Product,
    ReadOptions,
    UnreadableError,
    Variant,
)

_TOP = frozenset({"currency", "language", "products", "documents"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defaults:
    """Hold the fields that the file gives once for all its records."""

    file: str
    currency: str
    language: str  # "" when the file names none
    text: str = ""  # of the whole file, to tell on which line a record stands


def read_json(source: SourceFile, options: ReadOptions) -> Iterator[CatalogueItem] | None:
    """Return the items of a JSON file, None when it is JSON of another kind."""
    text = source.text()
    try:
        content = json.loads(text, parse_float=Decimal)
    except (json.JSONDecodeError, RecursionError) as error:
        return iter([_broken(source.name, error)])
    if is_dummyjson(content):
        return read_dummyjson(source.name, content, options)
    if isinstance(content, dict) and {"products", "documents"} & content.keys():
        return _read_file(source.name, content, text, options)
    if isinstance(content, list) and content and all(_is_ours(record) for record in content):
        defaults = _Defaults(file=source.name, currency=options.currency, language="", text=text)
        return _read_records(content, defaults, options)
    return None


def read_jsonl(source: SourceFile, options: ReadOptions) -> Iterator[CatalogueItem]:
    """Yield the items of a file with one record on each line.

    A line {"currency": ..., "language": ...} states them for the lines below it.
    """
    defaults = _Defaults(file=source.name, currency=options.currency, language="")
    for number, line in enumerate(source.text().split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_float=Decimal)
        except (json.JSONDecodeError, RecursionError) as error:
            yield _broken(source.name, error, line=number)
            continue
        if isinstance(record, dict) and record and record.keys() <= {"currency", "language"}:
            defaults = _Defaults(
                file=source.name,
                currency=str(record.get("currency") or defaults.currency),
                language=str(record.get("language") or defaults.language),
            )
        else:
            yield from _read_records([record], defaults, options, line=number)


def _is_ours(record: object) -> bool:
    return isinstance(record, dict) and ("variants" in record or {"title", "text"} <= record.keys())


def _read_file(
    file: str, content: Mapping[str, Any], text: str, options: ReadOptions
) -> Iterator[CatalogueItem]:
    for name in sorted(content.keys() - _TOP):
        reason = f"{name!r} is not a field of this format: check its spelling"
        yield BadRow(file=file, line=None, reason=reason)
    defaults = _Defaults(
        file=file,
        currency=str(content.get("currency") or options.currency),
        language=str(content.get("language") or ""),
        text=text,
    )
    for name in ("products", "documents"):
        records = content.get(name, [])
        if isinstance(records, list):
            yield from _read_records(records, defaults, options)
        else:
            yield BadRow(file=file, line=None, reason=f"{name}: must be a list")


def _read_records(
    records: Iterable[object],
    defaults: _Defaults,
    options: ReadOptions,
    *,
    line: int | None = None,
) -> Iterator[CatalogueItem]:
    for record in records:
        if not isinstance(record, dict):
            reason = "it is no record: write {...} with an id and a title"
            yield BadRow(file=defaults.file, line=line, reason=reason)
            continue
        try:
            if "text" in record and "variants" not in record:
                yield from _documents(check_document(record), defaults, options)
            else:
                yield from list(_products(check_product(record), defaults, options))
        except UnreadableError as error:
            key = f"{record['id']!r}: " if isinstance(record.get("id"), str | int) else ""
            place = line or _line(defaults.text, record.get("id"))
            yield BadRow(file=defaults.file, line=place, reason=f"{key}{error}")


def _products(
    record: ProductRecord, defaults: _Defaults, options: ReadOptions
) -> Iterator[Product]:
    sample = f"{_in(record.title, EVERY)}\n{_in(record.description, EVERY)}"
    stated = record.language or defaults.language
    currency = record.currency or defaults.currency
    for language in _languages(record.title, stated, sample, options):
        yield Product(
            product_id=record.id,
            language=language,
            title=to_line(_in(record.title, language)),
            description=to_markdown(_in(record.description, language)),
            variants=tuple(
                _variant(one, number, language, currency, options)
                for number, one in enumerate(record.variants)
            ),
            category=tuple(record.category.get(language) or record.category.get(EVERY, [])),
            brand=to_line(_in(record.brand, language)),
            attributes=attributes_of(
                (to_line(_in(one.name, language)), to_line(_in(one.value, language)))
                for one in record.attributes
            ),
            url=_place(_in(record.url, language), options),
            image_url=_place(record.image, options),
            source=defaults.file,
        )


def _variant(
    record: VariantRecord, number: int, language: str, currency: str, options: ReadOptions
) -> Variant:
    price = money_of(record.price, currency, f"variants.{number}.price")
    before = money_of(record.compare_at, currency, f"variants.{number}.compare_at")
    pairs = record.options.get(language) or record.options.get(EVERY, {})
    return Variant(
        sku=record.sku,
        options=tuple(pairs.items()),
        price=price,
        compare_at=reduced_from(price, before),
        stock=stock_of(record.stock, f"variants.{number}.stock"),
        image_url=_place(record.image, options),
    )


def _documents(
    record: DocumentRecord, defaults: _Defaults, options: ReadOptions
) -> Iterator[Document]:
    sample = f"{_in(record.title, EVERY)}\n{_in(record.text, EVERY)}"
    stated = record.language or defaults.language
    texts = record.text if EVERY not in record.text else record.title
    for language in _languages(texts, stated, sample, options):
        text = to_markdown(_in(record.text, language))
        title = to_line(_in(record.title, language))
        if not text or not title:
            message = f"it has no {'text' if title else 'title'} in {language!r}: fill it in"
            raise UnreadableError(message)
        url = _place(_in(record.url, language), options)
        yield Document(
            document_id=record.id,
            language=language,
            title=title,
            text=text,
            url=url or defaults.file,
        )


def _languages(
    texts: Mapping[str, str], stated: str, sample: str, options: ReadOptions
) -> tuple[str, ...]:
    """Return the languages a record is in: those it is written in, else the stated, else found."""
    if EVERY not in texts:
        found = tuple(language for language in texts if language in options.languages)
        if not found:
            message = f"it is in none of the languages {', '.join(options.languages)}"
            raise UnreadableError(message)
        return found
    return (stated or detect(sample, options.languages) or options.languages[0],)


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get(EVERY, "")


def _place(path: str, options: ReadOptions) -> str:
    """Return a web address, or the path as it is written when the shop's is not known."""
    return address(options.shop_url, path) or path


def _line(text: str, key: object) -> int | None:
    """Return the line a record's id first stands on: where its author will look for it."""
    place = text.find(json.dumps(key, ensure_ascii=False)) if isinstance(key, str) else -1
    return None if place < 0 else text.count("\n", 0, place) + 1


def _broken(file: str, error: Exception, *, line: int | None = None) -> BadRow:
    if isinstance(error, json.JSONDecodeError):
        where = f" (column {error.colno})"
        return BadRow(file=file, line=line or error.lineno, reason=f"no JSON: {error.msg}{where}")
    return BadRow(file=file, line=line, reason="it is nested too deep to be read")
