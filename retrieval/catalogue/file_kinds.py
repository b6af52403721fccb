"""Detect the kind of a file: by its content first, by its name where content cannot."""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.catalogue.formats.google_feed import is_google
from retrieval.catalogue.formats.magento_tables import is_magento
from retrieval.catalogue.formats.prestashop_tables import is_prestashop
from retrieval.catalogue.formats.shopify_csv import is_shopify
from retrieval.catalogue.formats.thelia import is_thelia
from retrieval.catalogue.formats.woocommerce_csv import is_woocommerce
from retrieval.catalogue.pages.page_table import is_page_table
from retrieval.catalogue.pages.sitemap import is_sitemap
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.tables.csv_tables import Table, open_table


class FileKind(StrEnum):
    """Name the kinds of files, one for each reader."""

    SHOPIFY = "shopify"
    GOOGLE_TABLE = "google table"
    GOOGLE_XML = "google xml"
    MAGENTO = "magento"
    THELIA = "thelia"
    WOOCOMMERCE = "woocommerce"
    PRESTASHOP = "prestashop"
    PAGES = "pages"
    JSON = "json"
    JSON_LINES = "json lines"
    SITEMAP = "sitemap"
    WEB_PAGE = "web page"
    DOCUMENT = "document"
    UNKNOWN_PRODUCTS = "unknown products"  # a table that looks like products, of no known format
    UNKNOWN = "unknown"


READ_SUFFIXES = frozenset(
    {
        *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml", ".rss", ".atom"),
        *(".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx"),
    }
)

_DOCUMENTS = {".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx"}
_TABLES = {".csv", ".tsv"}
_XML = {".xml", ".rss", ".atom"}
_JSON_LINES = {".jsonl", ".ndjson"}
_GOOGLE = b"base.google.com/ns/1.0"
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*)")
_PRICES = frozenset({"price", "prix", "regular price", "variant price", "prix de vente"})
_NAMES = frozenset({"title", "name", "titre", "nom", "product name", "nom du produit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SniffedFile:
    """Hold the kind of a file, and the table in it when it has one."""

    kind: FileKind
    table: Table | None = None


def sniff(source: SourceFile) -> SniffedFile:
    """Return the kind of `source`, with its table."""
    suffix = source.suffix
    if source.media_type in {"text/html", "application/xhtml+xml"}:
        return SniffedFile(kind=FileKind.WEB_PAGE)
    if suffix in _DOCUMENTS:
        return SniffedFile(kind=FileKind.DOCUMENT)
    if suffix in _JSON_LINES:
        return SniffedFile(kind=FileKind.JSON_LINES)
    if suffix == ".json":
        return SniffedFile(kind=FileKind.JSON)
    if suffix in _XML or source.data.lstrip()[:5] == b"<?xml" or is_sitemap(source.data):
        return SniffedFile(kind=_sniff_xml(source.data))
    return _sniff_text(source)


def _sniff_xml(data: bytes) -> FileKind:
    if is_sitemap(data):
        return FileKind.SITEMAP
    if _GOOGLE in data[:16384]:
        return FileKind.GOOGLE_XML
    root = _ROOT.search(data)
    tag = root[1].decode("ascii", errors="replace") if root else ""
    return FileKind.PRESTASHOP if is_prestashop(tag) else FileKind.UNKNOWN


def _sniff_text(source: SourceFile) -> SniffedFile:
    if b"\0" in source.data[:4096] and not source.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return SniffedFile(kind=FileKind.UNKNOWN)  # pictures, spreadsheets, archives
    text = source.text()
    table = open_table(source.name, text)
    if table is not None and len(table.header) > 1:
        kind = _sniff_table(table)
        if kind is not FileKind.UNKNOWN or source.suffix in _TABLES:
            return SniffedFile(kind=kind, table=table)
    if source.suffix in _TABLES:
        return SniffedFile(kind=FileKind.UNKNOWN)
    if source.is_named and text.lstrip()[:1] in {"{", "["} and source.suffix != ".txt":
        return SniffedFile(kind=FileKind.JSON)
    return SniffedFile(kind=FileKind.DOCUMENT)


def _sniff_table(table: Table) -> FileKind:
    header = table.header
    if is_thelia(table.name, header):
        return FileKind.THELIA
    for kind, is_it in _TABLE_KINDS:
        if is_it(header):
            return kind
    names = set(header)
    has_products = not names.isdisjoint(_PRICES) and not names.isdisjoint(_NAMES)
    return FileKind.UNKNOWN_PRODUCTS if has_products else FileKind.UNKNOWN


_TABLE_KINDS = (
    (FileKind.SHOPIFY, is_shopify),
    (FileKind.WOOCOMMERCE, is_woocommerce),
    (FileKind.MAGENTO, is_magento),
    (FileKind.GOOGLE_TABLE, is_google),
    (FileKind.PAGES, is_page_table),
)
