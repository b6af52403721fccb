"""Build the shop's index where the settings say, and remember the paths that were read for it."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.search.index_stores import open_stores
from assistant.app.compose.search.local_models import (
    SetupProgress,
    log_setup,
    open_encoder,
    open_message_models,
)
from assistant.app.compose.shop_profile import read_options
from assistant.kit.settings.settings import Settings
from assistant.kit.whole_file import write_whole
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.pages.robots import find_sitemaps
from retrieval.catalogue.pages.web_fetch import is_address
from retrieval.catalogue.types import (
    NO_CURRENCY,
    BadRow,
    CatalogueItem,
    Product,
    ReadOptions,
)
from retrieval.index.index_build import IndexReport, build
from retrieval.index.index_versions import Versions
from retrieval.index.version_writer import IndexProgress
from retrieval.ports import Encoder

__all__ = ["IndexReport", "NothingToIndexError", "build_index", "index_items"]

_NAME = "indexed.json"


class IndexAgainError(ValueError):
    """Say that the last paths cannot be indexed again; the message says how to mend it."""


class SilentAddressError(IndexAgainError):
    """Say that an indexed web address gives nothing now: an index without it would know less."""


class UnnamedCurrencyError(ValueError):
    """Say that a file's prices are in no currency that anybody named."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} names no currency for its prices: say it, as in comptoir index "
            "--currency GBP, with COMPTOIR_SHOP__CURRENCY, or as currency or country in shop.yaml"
        )


def remember_paths(
    settings: Settings, paths: Sequence[str | Path], *, named: Sequence[str] = ()
) -> None:
    """Note the paths that were indexed, as any process can read them, and the currency given.

    `named` are those that people named in the set-up, beside the `paths` of a command.
    """
    currency = settings.shop.currency or _noted_currency(settings)
    noted = {"paths": _noted(paths), "named": _noted(named), "currency": currency}
    write_whole(settings.data_dir / _NAME, orjson.dumps(noted))


def _noted(paths: Iterable[str | Path]) -> list[str]:
    """Return paths as they are found from any working folder, and addresses as they are."""
    return [one if is_address(one) else str(Path(one).resolve()) for one in map(str, paths)]


def remembered_paths(settings: Settings) -> list[str]:
    """Return the paths that were indexed last; a file of the set-up may be gone since.

    Raises:
        IndexAgainError: nobody knows, or some of it is gone: an index without it would know less.
    """
    noted = _read_note(settings)
    there = [one for one in noted.get("named", ()) if is_address(one) or Path(one).exists()]
    return [*_expected(noted), *there]


def commanded_paths(settings: Settings) -> list[str]:
    """Return the paths that a command indexed last; none where nothing was ever indexed.

    Raises:
        IndexAgainError: it cannot be told, or some of it is gone.
    """
    is_noted = (settings.data_dir / _NAME).exists()
    if not is_noted and Versions(index_root(settings)).current() is None:
        return []
    return _expected(_read_note(settings))


def _expected(noted: Mapping[str, Any]) -> list[str]:
    paths = [str(one) for one in noted["paths"]]
    gone = [one for one in paths if not is_address(one) and not Path(one).exists()]
    if gone:
        msg = f"{gone[0]} was indexed and is gone: run comptoir index with where it is now"
        raise IndexAgainError(msg)
    return paths


def _read_note(settings: Settings) -> dict[str, Any]:
    try:
        noted = orjson.loads((settings.data_dir / _NAME).read_bytes())
        # A list: a release that knew paths alone wrote it.
        return {"paths": noted["paths"], **noted} if isinstance(noted, dict) else {"paths": noted}
    except (OSError, ValueError, KeyError):
        msg = "it is not known what was indexed: run comptoir index PATH... once"
        raise IndexAgainError(msg) from None


def _noted_currency(settings: Settings) -> str:
    with suppress(IndexAgainError):
        return str(_read_note(settings).get("currency") or "")
    return ""


def _options(settings: Settings) -> ReadOptions:
    """Return the options of reading, with the currency of the last index if no other is known."""
    options = replace(
        read_options(settings.shop), allow_private_addresses=settings.webhooks.allow_private
    )
    if options.currency != NO_CURRENCY:
        return options
    return replace(options, currency=_noted_currency(settings) or NO_CURRENCY)


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


def refuse_silent(items: Sequence[CatalogueItem], *, but: Collection[str] = ()) -> None:
    """Check that every web address gave something, `but` those.

    Raises:
        SilentAddressError: one gave nothing but a reason why.
    """
    empty = (one.nothing_of for one in items if isinstance(one, BadRow))
    silent = [one for one in empty if one and one not in but]
    if silent:
        msg = f"{silent[0]} was indexed and gives nothing now: try again later"
        raise SilentAddressError(msg)


def site_addresses(settings: Settings, addresses: Sequence[str]) -> list[str]:
    """Return the addresses to read: the sitemaps of a front page, others as they are."""
    return [one for given in addresses for one in find_sitemaps(given, _options(settings))]


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
    progress: Callable[[IndexProgress], None],
    setting_up: SetupProgress = log_setup,
) -> IndexReport:
    """Read `paths` into a new version of the index and make it the one that is searched.

    With what people `named` in the set-up, `paths` are read again, so they must still give
    something. The models that read messages are set up too, so that the first question need not
    wait for them.

    Raises:
        SilentAddressError: an address that is read again gives nothing now.
        EncoderError: there is no encoder to index with.
        IndexBusyError: another process indexes.
        NothingToIndexError: a mistyped path must not empty the index that answers.
        UnnamedCurrencyError: the currency of prices is not known.
    """
    shop = read_shop(settings, [*paths, *(named or ())])
    if named is not None:
        refuse_silent(shop, but=named)
    encoder = open_encoder(settings, progress=setting_up)
    report = index_items(settings, [*shop, *read_written(settings)], encoder, progress=progress)
    silent = {one.nothing_of for one in shop if isinstance(one, BadRow)}
    remember_paths(settings, paths, named=[one for one in named or () if one not in silent])
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
        progress=progress,
    )


def read_shop(settings: Settings, paths: Sequence[str | Path]) -> list[CatalogueItem]:
    """Read the shop's own files and addresses.

    Raises:
        NothingToIndexError: nothing of them could be read.
        UnnamedCurrencyError: the currency of their prices is not known.
    """
    items = list(read_paths(paths, options=_options(settings)))
    bad_rows = [item for item in items if isinstance(item, BadRow)]
    if len(bad_rows) == len(items):
        raise NothingToIndexError(bad_rows)
    refuse_unnamed_currency(items)
    return items


def read_written(settings: Settings) -> list[CatalogueItem]:
    """Read the pages that were written in the console and are published."""
    written = sorted(settings.written_folder.glob("*.json"))
    return list(read_paths(written, options=_options(settings)))
