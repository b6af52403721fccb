"""Read a shop's files and pages, in any known format: start here.

`read_paths` finds the files, `file_kinds` tells the format of each, a reader for this format yields
products and documents, each once. A part that cannot be read becomes a `BadRow` that says what to
mend, and the rest is read. Formats whose files belong together are read once all are found.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from retrieval.catalogue.file_kinds import READ_SUFFIXES, FileKind, SniffedFile, sniff
from retrieval.catalogue.formats.google_feed import read_google_table
from retrieval.catalogue.formats.harmful_addresses import without_harmful
from retrieval.catalogue.formats.magento import read_magento
from retrieval.catalogue.formats.prestashop_tables import base_of
from retrieval.catalogue.formats.shop_json import read_json, read_jsonl
from retrieval.catalogue.formats.shopify_csv import read_shopify
from retrieval.catalogue.formats.thelia import read_thelia
from retrieval.catalogue.formats.woocommerce_csv import read_woocommerce
from retrieval.catalogue.pages.contained_reading import ContainedReader
from retrieval.catalogue.pages.page_table import read_page_table
from retrieval.catalogue.pages.site_walk import walk_site
from retrieval.catalogue.pages.sitemap import read_sitemap
from retrieval.catalogue.pages.web_fetch import FetchedPage, fetch, is_address
from retrieval.catalogue.quarantine import without_quarantined
from retrieval.catalogue.source_files import SourceFile, files_in
from retrieval.catalogue.tables.csv_tables import Table
from retrieval.catalogue.tables.expected_columns import explain_columns
from retrieval.catalogue.types import (
    MEBIBYTE,
    BadRow,
    CatalogueItem,
    Document,
    Product,
    ReadItem,
    ReadOptions,
    UnreadableError,
)


class _KnownIds:
    """Remember which products and documents came."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], str] = {}

    def take(self, item: CatalogueItem) -> CatalogueItem:
        """Return an item, or the report that its id and language came before."""
        if isinstance(item, BadRow):
            return item
        if isinstance(item, Document) and self._seen.get(_key(item), item.url) != item.url:
            one: Product | Document = replace(item, document_id=item.url)
        else:
            one = item
        kind, name, language = key = _key(one)
        if key in self._seen:
            before = self._seen[key]
            reason = f"{kind} {name!r} in {language!r} is in {before} already: that one is kept"
            return BadRow(file=_source(one), line=None, reason=reason)
        self._seen[key] = _source(one)
        return one


def only_once(read: Iterable[ReadItem]) -> Iterator[ReadItem]:
    """Yield items; a product or document whose id and language came before is reported.

    Documents in several folders may have files of one name: the second takes its whole path as
    its id, so that both are kept.
    """
    known = _KnownIds()
    for one in read:
        yield ReadItem(origin=one.origin, item=known.take(one.item))


def _made_safe(read: Iterable[ReadItem]) -> Iterator[ReadItem]:
    """Yield items without harmful addresses and quarantined sentences, with a row for each."""
    for one in read:
        if isinstance(one.item, BadRow):
            yield one
            continue
        reached, dropped = without_harmful(one.item)
        safe, kept_back = without_quarantined(reached)
        for reason in (*dropped, *kept_back):
            row = BadRow(file=_source(one.item), line=None, reason=reason)
            yield ReadItem(origin=one.origin, item=row)
        if safe is not None:
            yield ReadItem(origin=one.origin, item=safe)


def _key(item: Product | Document) -> tuple[str, str, str]:
    if isinstance(item, Product):
        return "product", item.product_id, item.language
    return "document", item.document_id, item.language


def _source(item: Product | Document) -> str:
    return item.source if isinstance(item, Product) else item.url


_UNKNOWN = (
    "its format is not known: catalogues are read as CSV of Shopify, WooCommerce, Magento or "
    "Thelia, as XML of PrestaShop or Google, or as JSON; pages as PDF, Word (.docx), Markdown, "
    "HTML or text"
)
_HINTS = {
    ".xlsx": "save it as CSV (UTF-8)",
    ".xls": "save it as CSV (UTF-8)",
    ".ods": "save it as CSV (UTF-8)",
    ".doc": "save it as .docx or PDF",
    ".odt": "save it as .docx or PDF",
    ".zip": "unpack it, and name the folder",
}
_NOTHING = "nothing in it could be read: it holds no page, feed or export of a known format"


def read_paths(
    paths: Sequence[str | Path], *, options: ReadOptions | None = None
) -> Iterator[CatalogueItem]:
    """Yield the products and documents of files, folders, web addresses and sitemaps.

    Folders are read with all folders below, in the order of names; hidden files, and files
    about the folder itself as README and LICENSE, only when they are named themselves.

    Products of one `product_id` and language, and documents of one `document_id` and language,
    come once: a second is a `BadRow`. Never raises for the contents of a file.
    """
    return (one.item for one in read_origins(paths, options=options))


def read_origins(
    paths: Sequence[str | Path],
    *,
    options: ReadOptions | None = None,
    walked: Collection[str] = (),
) -> Iterator[ReadItem]:
    """Yield the items of `read_paths`, each with the path that it was read of.

    Of the addresses in `walked`, the pages of the site that their links lead to are read, too.
    """
    options = options or ReadOptions()
    if options.today is None:
        options = replace(options, today=datetime.now(UTC).date())
    with ContainedReader(options) as contained:
        yield from only_once(_made_safe(_CatalogueReading(options, contained, walked).read(paths)))


class _CatalogueReading:
    """Hold the files of one call: those that are read alone, and those that wait for others."""

    def __init__(
        self, options: ReadOptions, contained: ContainedReader, walked: Collection[str]
    ) -> None:
        self._options = options
        self._walked = walked
        self._contained = contained
        self._magento: dict[str, list[Table]] = defaultdict(list)
        self._thelia: dict[str, list[Table]] = defaultdict(list)
        self._prestashop: dict[str, list[SourceFile]] = defaultdict(list)
        self._opened: set[Path] = set()
        self._known = 0  # files a reader was found for
        self._given = ""  # the path that is being read
        self._roots: dict[str, str] = {}  # the path that brought files which wait for others

    def read(self, paths: Sequence[str | Path]) -> Iterator[ReadItem]:
        for given in map(str, paths):
            before = self._known
            bad, self._given = 0, given
            for item in self._read_given(given):
                bad += isinstance(item, BadRow)
                yield ReadItem(origin=given, item=item)
            if self._known == before and not bad:
                nothing_of = given if is_address(given) else ""
                row = BadRow(file=given, line=None, reason=_NOTHING, nothing_of=nothing_of)
                yield ReadItem(origin=given, item=row)
        for root, items in self._together():
            for item in _or_bad(root, items):
                yield ReadItem(origin=self._roots[root], item=item)

    def _together(self) -> Iterator[tuple[str, Iterable[CatalogueItem]]]:
        """Yield the items of files that belong together, with their root."""
        for root, tables in self._magento.items():
            yield root, read_magento(tables, self._options)
        for root, tables in self._thelia.items():
            yield root, read_thelia(tables, self._options)
        for root, sources in self._prestashop.items():
            yield root, self._contained.read("prestashop", *sources)

    def _root(self, root: str) -> str:
        """Return a root, and remember the path that brought it."""
        self._roots.setdefault(root, self._given)
        return root

    def _read_given(self, given: str) -> Iterator[CatalogueItem]:
        if is_address(given):
            yield from _told_if_nothing(given, self._read_address(given))
            return
        path = Path(given)
        if path.is_dir():
            for file in files_in(path):
                if file.suffix.lower() in READ_SUFFIXES:
                    below = PurePosixPath(file.relative_to(path).as_posix())
                    yield from self._read_file(file, below, given, named=False)
        elif path.is_file():
            parent = str(path.parent)
            yield from self._read_file(path, PurePosixPath(path.name), parent, named=True)
        else:
            yield BadRow(file=given, line=None, reason="there is no such file or folder")

    def _read_address(self, given: str) -> Iterator[CatalogueItem]:
        try:
            page = fetch(given, self._options)
        except UnreadableError as error:
            yield BadRow(file=given, line=None, reason=str(error))
            return
        if given in self._walked:
            yield from self._read_pages(walk_site(page, self._options))
        else:
            yield from self._read_source(_from_web(page, named=True))

    def _read_file(
        self, file: Path, below: PurePosixPath, root: str, *, named: bool
    ) -> Iterator[CatalogueItem]:
        if file.resolve() in self._opened:
            self._known += 1
            return
        self._opened.add(file.resolve())
        try:
            if file.stat().st_size > self._options.max_file_bytes:
                limit = self._options.max_file_bytes // MEBIBYTE
                reason = f"it is larger than {limit} MB: split it"
                yield BadRow(file=str(file), line=None, reason=reason)
                return
            data = file.read_bytes()
        except OSError as error:
            reason = f"it cannot be opened: {error.strerror}"
            yield BadRow(file=str(file), line=None, reason=reason)
            return
        source = SourceFile(name=str(file), data=data, path=below, root=root, is_named=named)
        yield from self._read_source(source)

    def _read_source(self, source: SourceFile) -> Iterator[CatalogueItem]:
        return _or_bad(source.name, self._read_any(source))

    def _read_any(self, source: SourceFile) -> Iterator[CatalogueItem]:
        found = sniff(source)
        self._known += found.kind not in {FileKind.UNKNOWN, FileKind.UNKNOWN_PRODUCTS}
        match found.kind:
            case FileKind.MAGENTO if found.table:
                self._magento[self._root(source.root)].append(found.table)
            case FileKind.THELIA if found.table:
                self._thelia[self._root(f"{source.root}/{source.path.parent}")].append(found.table)
            case FileKind.PRESTASHOP:
                self._prestashop[self._root(f"{source.root}/{base_of(source.path)}")].append(source)
            case FileKind.JSON:
                yield from self._read_json(source)
            case FileKind.SITEMAP if source.is_named:
                yield from self._read_sitemap(source)
            case FileKind.UNKNOWN_PRODUCTS:
                yield BadRow(file=source.name, line=None, reason=_unknown(found))
            case FileKind.UNKNOWN if source.is_named:
                reason = _HINTS.get(source.suffix) or _unknown(found)
                yield BadRow(file=source.name, line=None, reason=reason)
            case _:
                yield from self._read_alone(source, found)

    def _read_alone(self, source: SourceFile, found: SniffedFile) -> Iterator[CatalogueItem]:
        """Yield the products and documents of a file that needs no other."""
        options = self._options
        match found.kind:
            case FileKind.SHOPIFY if found.table:
                yield from read_shopify(found.table, options)
            case FileKind.WOOCOMMERCE if found.table:
                yield from read_woocommerce(found.table, options)
            case FileKind.GOOGLE_TABLE if found.table:
                yield from read_google_table(found.table, options)
            case FileKind.PAGES if found.table:
                yield from read_page_table(found.table, options)
            case FileKind.GOOGLE_XML:
                yield from self._contained.read("feed", source)
            case FileKind.JSON_LINES:
                yield from read_jsonl(source, options)
            case FileKind.DOCUMENT:
                yield from self._contained.read("document", source)
            case FileKind.WEB_PAGE:
                yield from self._contained.read("page", source)
            case _:
                return  # a folder's other files, as orders and configuration: not the catalogue's

    def _read_json(self, source: SourceFile) -> Iterator[CatalogueItem]:
        items = read_json(source, self._options)
        if items is not None:
            yield from items
            return
        self._known -= 1
        if source.is_named:
            yield BadRow(file=source.name, line=None, reason=_UNKNOWN)

    def _read_sitemap(self, source: SourceFile) -> Iterator[CatalogueItem]:
        return self._read_pages(read_sitemap(source.name, source.data, self._options))

    def _read_pages(self, pages: Iterable[FetchedPage | BadRow]) -> Iterator[CatalogueItem]:
        for page in pages:
            if isinstance(page, BadRow):
                yield page
            else:
                yield from self._read_source(_from_web(page, named=False))


def _unknown(found: SniffedFile) -> str:
    """Return the reason why a file is not read; of a table, with the columns that it needs."""
    return explain_columns(found.table.header) if found.table else _UNKNOWN


def _or_bad(name: str, items: Iterable[CatalogueItem]) -> Iterator[CatalogueItem]:
    """Yield `items`; an error of their reader becomes the last, so that other files are read."""
    try:
        yield from items
    except UnreadableError as error:
        yield BadRow(file=name, line=None, reason=str(error))
    except Exception as error:  # noqa: BLE001  # a broken file can raise anything in a parser
        reason = f"it cannot be read ({type(error).__name__}): save it again, or in another form"
        yield BadRow(file=name, line=None, reason=reason)


def _told_if_nothing(address: str, items: Iterable[CatalogueItem]) -> Iterator[CatalogueItem]:
    """Yield `items`; where all of them are bad rows, the last says that nothing else came."""
    gave, last = False, None
    for item in items:
        if not isinstance(item, BadRow):
            gave = True
            yield item
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last if gave else replace(last, nothing_of=address)


def _from_web(page: FetchedPage, *, named: bool) -> SourceFile:
    """Return a fetched page as a source; its path is the address's."""
    parts = urlsplit(page.url)
    path = PurePosixPath(unquote(parts.path).strip("/") or "index")
    return SourceFile(
        name=page.url,
        data=page.data,
        path=path,
        root=parts.netloc,
        is_named=named,
        media_type=page.media_type,
    )
