"""Build the shop's index where the settings say, and remember the paths that were read for it."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import orjson

from assistant.app.compose.answer_engine import open_encoder, open_stores
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.shop_profile import read_options
from assistant.kit.settings.settings import Settings
from assistant.understanding.intents.intent_training import load_or_train_intents
from assistant.understanding.signals.signal_training import load_or_train_signals
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.pages.web_fetch import is_address
from retrieval.catalogue.types import BadRow, CatalogueItem
from retrieval.encoders.conversion.conversion_request import ConversionProgress as SetupProgress
from retrieval.encoders.conversion.conversion_request import tell_nobody
from retrieval.index.index_build import IndexReport, build
from retrieval.index.version_writer import IndexProgress
from retrieval.ports import Encoder

__all__ = ["IndexReport", "NothingToIndexError", "build_index", "index_items"]

_NAME = "indexed.json"


class IndexAgainError(ValueError):
    """Say that the last paths cannot be indexed again; the message says how to mend it."""


class SilentAddressError(IndexAgainError):
    """Say that an indexed web address gives nothing now: an index without it would know less."""


def remember_paths(settings: Settings, paths: Sequence[str | Path]) -> None:
    """Note the paths that were indexed, as any process can read them from any folder."""
    given = [one if is_address(one) else str(Path(one).resolve()) for one in map(str, paths)]
    aside = settings.data_dir / f".{_NAME}.new"
    aside.write_bytes(orjson.dumps(given))
    aside.replace(settings.data_dir / _NAME)


def remembered_paths(settings: Settings) -> list[str]:
    """Return the paths that were indexed last.

    Raises:
        IndexAgainError: nobody knows, or some of it is gone: an index without it would know less.
    """
    try:
        paths = [str(one) for one in orjson.loads((settings.data_dir / _NAME).read_bytes())]
    except (FileNotFoundError, ValueError):
        msg = "it is not known what was indexed: run comptoir index PATH... once"
        raise IndexAgainError(msg) from None
    gone = [one for one in paths if not is_address(one) and not Path(one).exists()]
    if gone:
        msg = f"{gone[0]} was indexed and is gone: run comptoir index with where it is now"
        raise IndexAgainError(msg)
    return paths


def refuse_silent(items: Sequence[CatalogueItem]) -> None:
    """Check that every web address gave something.

    Raises:
        SilentAddressError: one gave nothing but a reason why.
    """
    silent = [one for one in items if isinstance(one, BadRow) and one.nothing_of]
    if silent:
        msg = f"{silent[0].nothing_of} was indexed and gives nothing now: try again later"
        raise SilentAddressError(msg)


class NothingToIndexError(Exception):
    """Say that no product and no page could be read; the index there is, if any, stays."""

    def __init__(self, bad_rows: Sequence[BadRow]) -> None:
        super().__init__("Nothing was indexed: no product and no page could be read.")
        self.bad_rows = tuple(bad_rows)


def build_index(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    progress: Callable[[IndexProgress], None],
    setting_up: SetupProgress = tell_nobody,
) -> IndexReport:
    """Read `paths` into a new version of the index and make it the one that is searched.

    The models that read messages are set up too, so that the first question need not wait for them.

    Raises:
        EncoderError: there is no encoder to index with.
        IndexBusyError: another process indexes.
        NothingToIndexError: a mistyped path must not empty the index that answers.
    """
    items = [*read_shop(settings, paths), *read_written(settings)]
    encoder = open_encoder(settings, progress=setting_up)
    report = index_items(settings, items, encoder, progress=progress)
    remember_paths(settings, paths)
    load_or_train_intents(encoder, settings.data_dir, progress=partial(_learning, setting_up))
    load_or_train_signals(encoder, settings.data_dir)
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
    more = max(0, (os.cpu_count() or 1) - 1) if settings.encoder.kind == "default" else 0
    return build(
        items,
        encoder=encoder,
        helpers=[open_encoder(settings) for _ in range(more)],
        root=index_root(settings),
        stores=open_stores(settings),
        progress=progress,
    )


def read_shop(settings: Settings, paths: Sequence[str | Path]) -> list[CatalogueItem]:
    """Read the shop's own files and addresses.

    Raises:
        NothingToIndexError: nothing of them could be read.
    """
    items = list(read_paths(paths, options=read_options(settings.shop.file)))
    bad_rows = [item for item in items if isinstance(item, BadRow)]
    if len(bad_rows) == len(items):
        raise NothingToIndexError(bad_rows)
    return items


def read_written(settings: Settings) -> list[CatalogueItem]:
    """Read the pages that were written in the console and are published."""
    written = sorted(settings.written_folder.glob("*.json"))
    return list(read_paths(written, options=read_options(settings.shop.file)))


def _learning(setting_up: SetupProgress, done: int, total: int) -> None:
    setting_up("learning to tell questions apart", done=done, total=total)
