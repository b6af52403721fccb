"""Build the shop's index where the settings say, and note the sources that it was made of."""

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.search.index_stores import open_stores
from assistant.app.compose.search.indexed_paths import every_commanded, noted_paths, remember_paths
from assistant.app.compose.search.local_models import (
    SetupProgress,
    log_setup,
    open_encoder,
    open_message_models,
)
from assistant.app.compose.search.noted_sources import note_sources
from assistant.app.compose.search.page_statements import open_page_statements
from assistant.app.compose.search.shop_reading import (
    ALL_ANEW,
    ShopReading,
    gather_sources,
    read_again,
    read_written,
    refuse_silent,
    silent_origins,
    tell_nobody,
)
from assistant.console.setup.source_marks import SourceMarks
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.types import NO_CURRENCY, BadRow, CatalogueItem, Product
from retrieval.index.index_build import IndexReport, build
from retrieval.index.version_writer import IndexProgress
from retrieval.ports import Encoder
from retrieval.stores.qdrant_edge_store import EdgeStores

__all__ = ["IndexReport", "NothingToIndexError", "build_index", "index_items"]


class UnnamedCurrencyError(ValueError):
    """Say that a file's prices are in no currency that anybody named."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} names no currency for its prices: say it, as in comptoir index "
            "--currency GBP, with COMPTOIR_SHOP__CURRENCY, or as currency or country in shop.yaml"
        )


def refuse_unnamed_currency(items: Sequence[CatalogueItem]) -> None:
    """Check that every price is in a currency.

    Raises:
        UnnamedCurrencyError: one is in none: euros would be a guess.
    """
    for one in items:
        if isinstance(one, Product) and any(
            variant.price is not None and variant.price.currency == NO_CURRENCY
            for variant in one.variants
        ):
            raise UnnamedCurrencyError(one.source)


class NothingToIndexError(Exception):
    """Say that no product and no page could be read; the index there is, if any, stays."""

    def __init__(self, bad_rows: Sequence[BadRow]) -> None:
        super().__init__("Nothing was indexed: no product and no page could be read.")
        self.bad_rows = tuple(bad_rows)


def build_index(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    named: Sequence[str] | None = None,
    anew: Collection[str] = ALL_ANEW,
    progress: Callable[[IndexProgress], None],
    setting_up: SetupProgress = log_setup,
) -> IndexReport:
    """Read `paths` into a new version of the index and make it the one that is searched.

    With what people `named` in the set-up, `paths` are read again, so they must still give
    something; addresses that are not `anew` are taken as they were read last. The models that read
    messages are set up too, so that the first question need not wait for them.

    Raises:
        SilentAddressError: an address that is read again gives nothing now.
        EncoderError: there is no encoder to index with.
        IndexBusyError: another process indexes.
        NothingToIndexError: a mistyped path must not empty the index that answers.
        UnnamedCurrencyError: the currency of prices is not known.
    """

    def told(items: int) -> None:
        progress(IndexProgress(items=items, total=None, passages=0, encoded=0, per_s=0.0))

    shop = read_shop(settings, paths, named=named or (), anew=anew, told=told)
    if named is not None:
        refuse_silent(shop.items, but=named)
    encoder = open_encoder(settings, progress=setting_up)
    report = index_shop(settings, shop, encoder, progress=progress)
    _remember(settings, paths, named, silent_origins(shop.items))
    open_message_models(settings, encoder, progress=setting_up)
    return report


def index_items(
    settings: Settings,
    items: Sequence[CatalogueItem],
    encoder: Encoder,
    *,
    progress: Callable[[IndexProgress], None],
) -> IndexReport:
    """Make `items` the version of the index that is searched.

    Raises:
        EncoderError: there is no encoder to index with.
        IndexBusyError: another process indexes.
    """
    threads = len(os.sched_getaffinity(0)) if settings.encoder.kind == "default" else 1
    return build(
        items,
        encoder=encoder,
        threads=threads,
        root=index_root(settings),
        stores=open_stores(settings),
        statements=open_page_statements(settings, encoder),
        progress=progress,
    )


def _remember(
    settings: Settings,
    paths: Sequence[str | Path],
    named: Sequence[str] | None,
    silent: Collection[str],
) -> None:
    """Note the paths that were indexed; those of a command are turned on again."""
    if named is None:
        marks = SourceMarks(settings.data_dir)
        for one in marks.off().intersection(noted_paths(paths)):
            marks.turn(one, on=True)
        remember_paths(settings, paths)
        return
    there = [one for one in named if one not in silent]
    remember_paths(settings, every_commanded(settings), named=there)


def index_shop(
    settings: Settings,
    shop: ShopReading,
    encoder: Encoder,
    *,
    progress: Callable[[IndexProgress], None],
) -> IndexReport:
    """Make a shop, with the pages written here, the version that is searched, and note its sources.

    Raises:
        EncoderError: there is no encoder to index with.
        IndexBusyError: another process indexes.
    """
    every = shop.with_items(read_written(settings))
    report = index_items(settings, every.values(), encoder, progress=progress)
    note_sources(settings, every, report)
    return report


def build_beside(
    settings: Settings,
    pages: Sequence[CatalogueItem],
    shop: ShopReading,
    encoder: Encoder,
    *,
    root: Path,
) -> None:
    """Build an index below `root` as if `pages` were published, beside the one that is searched.

    Of documents with one id the first counts: a page replaces the one that is published.

    Raises:
        EncoderError: there is no encoder to index with.
    """
    build(
        [*pages, *shop.values(), *read_written(settings).values()],
        encoder=encoder,
        root=root,
        stores=EdgeStores(),
        vectors_from=index_root(settings),
    )


def read_indexed(settings: Settings) -> ShopReading:
    """Read the files that were indexed last, and the copies of addresses.

    Raises:
        IndexAgainError: some of it is gone, or a web address gives nothing.
        NothingToIndexError: all of it is.
    """
    shop = read_again(settings)
    refuse_nothing(shop)
    return shop


def read_shop(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    named: Sequence[str] = (),
    anew: Collection[str] = ALL_ANEW,
    told: Callable[[int], None] = tell_nobody,
) -> ShopReading:
    """Read the shop's own files and addresses: see `gather_sources`.

    Raises:
        NothingToIndexError: nothing of them could be read.
        UnnamedCurrencyError: the currency of their prices is not known.
    """
    reading = gather_sources(settings, paths, named=named, anew=anew, told=told)
    refuse_nothing(reading)
    return reading


def refuse_nothing(reading: ShopReading) -> None:
    """Check that something was read, with prices in a known currency.

    Raises:
        NothingToIndexError: nothing could be read.
        UnnamedCurrencyError: the currency of prices is not known.
    """
    items = reading.values()
    bad_rows = [item for item in items if isinstance(item, BadRow)]
    if len(bad_rows) == len(items):
        raise NothingToIndexError(bad_rows)
    refuse_unnamed_currency(items)
