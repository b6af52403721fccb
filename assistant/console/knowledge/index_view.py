"""Read the pages and products of the current index, without searching it.

One view is kept for each version. Loaded with the first page that needs it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from assistant.console.knowledge.source_tallies import ItemKey
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Money, Product, Variant
from retrieval.index.index_versions import Manifest, NoIndexError, Versions
from retrieval.index.passage_columns import Columns
from retrieval.types import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPage:
    """Hold a page of the index."""

    key: ItemKey
    title: str
    url: str
    words: str  # folded, of its title, its address and its text
    rows: tuple[int, ...]  # of its passages

    @property
    def language(self) -> str:
        return self.key[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedProduct:
    """Hold the facts of a product by which it is listed and compared."""

    key: ItemKey
    title: str
    url: str
    category: tuple[str, ...]
    attributes: tuple[str, ...]  # their names
    options: tuple[str, ...]  # their names
    variants: int
    lowest: Money | None  # None: no variant has a price
    highest: Money | None
    stock: int | None  # of all variants; None: one at least is not counted
    is_available: bool
    is_described: bool
    is_pictured: bool
    words: str  # folded, of its title, its brand, its categories, its SKUs and its id
    rows: tuple[int, ...]

    @property
    def language(self) -> str:
        return self.key[2]


@dataclass(frozen=True, kw_only=True, eq=False)
class IndexView:
    """Hold the pages and products of one version of the index."""

    version: str = ""
    pages: Sequence[IndexedPage] = ()
    products: Sequence[IndexedProduct] = ()

    @cached_property
    def by_key(self) -> dict[ItemKey, IndexedPage | IndexedProduct]:
        """Return everything by its key."""
        every: tuple[IndexedPage | IndexedProduct, ...] = (*self.pages, *self.products)
        return {one.key: one for one in every}


NO_INDEX = IndexView()


@dataclass(slots=True)
class IndexContents:
    """Read the index below a folder. All methods block."""

    root: Path
    _view: IndexView = field(default=NO_INDEX, init=False)
    _reading: Lock = field(default_factory=Lock, init=False)

    def view(self) -> IndexView:
        """Return the pages and products that are searched now; none before the first index."""
        with self._reading:  # one process reads a version once
            folder = Versions(self.root).current()
            if folder is None:
                return NO_INDEX
            if folder.name != self._view.version:
                with suppress(OSError, NoIndexError), _columns(self.root) as (version, columns):
                    self._view = view_of(version, columns)
            return self._view

    def passages(self, key: ItemKey) -> Sequence[Passage]:
        """Return the passages of a page or product, with their sentences; none if it is gone."""
        known = self.view().by_key.get(key)
        if known is None:
            return ()
        with suppress(OSError, NoIndexError), _columns(self.root) as (version, columns):
            if version == self._view.version:
                return [columns.passage(row) for row in known.rows]
        return ()

    def every_page(self) -> tuple[str, Sequence[tuple[IndexedPage, Sequence[Passage]]]]:
        """Return the version that is searched now, and its pages with their passages."""
        view = self.view()
        with suppress(OSError, NoIndexError), _columns(self.root) as (version, columns):
            if version == view.version:
                pages = [(one, [columns.passage(row) for row in one.rows]) for one in view.pages]
                return version, pages
        return "", ()


@contextmanager
def _columns(root: Path) -> Iterator[tuple[str, Columns]]:
    """Open the current version, which stays until the block ends."""
    versions = Versions(root)
    folder = versions.expect()
    with versions.use(folder):
        manifest = Manifest.read(folder)
        yield (
            manifest.version,
            Columns.open(folder, dimensions=manifest.dimensions, at_hand_bytes=0),
        )


def view_of(version: str, columns: Columns) -> IndexView:
    """Return the view of a version."""
    rows: dict[ItemKey, list[int]] = {}
    first: dict[ItemKey, Passage] = {}
    texts: dict[ItemKey, list[str]] = {}
    for row in range(len(columns)):
        passage = columns.bare_passage(row)
        key = (passage.product is not None, passage.source_id, passage.language)
        rows.setdefault(key, []).append(row)
        first.setdefault(key, passage)
        if passage.product is None:
            texts.setdefault(key, []).append(passage.text)
    return IndexView(
        version=version,
        pages=[_page(key, first[key], texts[key], rows[key]) for key in rows if key in texts],
        products=[
            _product(key, product, rows[key])
            for key, one in first.items()
            if (product := one.product) is not None
        ],
    )


def _page(key: ItemKey, passage: Passage, texts: Iterable[str], rows: Iterable[int]) -> IndexedPage:
    return IndexedPage(
        key=key,
        title=passage.title,
        url=passage.url,
        words=fold(" ".join((passage.title, passage.url, *texts))),
        rows=tuple(rows),
    )


def _product(key: ItemKey, product: Product, rows: Iterable[int]) -> IndexedProduct:
    prices = sorted(_prices(product.variants), key=lambda one: one.amount_minor)
    stocks = [one.stock for one in product.variants if one.stock is not None]
    skus = [one.sku for one in product.variants]
    named = (product.title, product.brand, *product.category, *skus, product.product_id)
    return IndexedProduct(
        key=key,
        title=product.title,
        url=product.url,
        category=product.category,
        attributes=tuple(dict.fromkeys(name for name, _ in product.attributes)),
        options=tuple(dict.fromkeys(name for one in product.variants for name, _ in one.options)),
        variants=len(product.variants),
        lowest=prices[0] if prices else None,
        highest=prices[-1] if prices else None,
        stock=sum(stocks) if len(stocks) == len(product.variants) else None,
        is_available=any(one.available for one in product.variants),
        is_described=bool(product.description.strip()),
        is_pictured=bool(product.image_url) or any(one.image_url for one in product.variants),
        words=fold(" ".join(named)),
        rows=tuple(rows),
    )


def _prices(variants: Iterable[Variant]) -> Iterator[Money]:
    for one in variants:
        if one.price is not None:
            yield one.price
