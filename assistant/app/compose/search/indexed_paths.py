"""Remember which paths were indexed, and the currency that was given with them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.shop_profile import read_options
from assistant.console.setup.source_marks import SourceMarks
from assistant.kit.movable_paths import keep_path, kept_path
from assistant.kit.settings.settings import Settings
from assistant.kit.whole_file import write_whole
from retrieval.catalogue.pages.web_fetch import is_address
from retrieval.catalogue.types import NO_CURRENCY, ReadOptions
from retrieval.index.index_versions import Versions

_NAME = "indexed.json"


class IndexAgainError(ValueError):
    """Say that the last paths cannot be indexed again; the message says how to mend it."""


def remember_paths(
    settings: Settings, paths: Sequence[str | Path], *, named: Sequence[str] = ()
) -> None:
    """Note the paths that were indexed, as any process can read them, and the currency given.

    `named` are those that people named in the set-up, beside the `paths` of a command.
    """
    currency = settings.shop.currency or _noted_currency(settings)
    keep = partial(keep_path, settings.data_dir)
    noted = {
        "paths": list(map(keep, noted_paths(paths))),
        "named": list(map(keep, noted_paths(named))),
        "currency": currency,
    }
    write_whole(settings.data_dir / _NAME, orjson.dumps(noted))


def noted_paths(paths: Iterable[str | Path]) -> list[str]:
    """Return paths as they are found from any working folder, and addresses as they are."""
    return [one if is_address(one) else str(Path(one).resolve()) for one in map(str, paths)]


def remembered_paths(settings: Settings) -> list[str]:
    """Return the paths that were indexed last, those that are off aside.

    A file of the set-up may be gone since.

    Raises:
        IndexAgainError: nobody knows, or some of it is gone: an index without it would know less.
    """
    noted, off = _read_note(settings), SourceMarks(settings.data_dir).off()
    there = [one for one in noted["named"] if is_address(one) or Path(one).exists()]
    return [*_expected(noted, off), *(one for one in there if one not in off)]


def named_addresses(settings: Settings) -> frozenset[str]:
    """Return the addresses that people named, which may be front pages.

    Raises:
        IndexAgainError: nobody knows.
    """
    return frozenset(filter(is_address, _read_note(settings)["named"]))


def commanded_paths(settings: Settings) -> list[str]:
    """Return the paths that a command indexed last, those that are off aside.

    None where nothing was ever indexed.

    Raises:
        IndexAgainError: it cannot be told, or some of it is gone.
    """
    is_noted = (settings.data_dir / _NAME).exists()
    if not is_noted and Versions(index_root(settings)).current() is None:
        return []
    return _expected(_read_note(settings), SourceMarks(settings.data_dir).off())


def every_commanded(settings: Settings) -> list[str]:
    """Return the paths that a command indexed last, those that are off or gone included."""
    with suppress(IndexAgainError):
        return [str(one) for one in _read_note(settings)["paths"]]
    return []


def _expected(noted: Mapping[str, Any], off: frozenset[str]) -> list[str]:
    paths = [one for one in noted["paths"] if one not in off]
    gone = [one for one in paths if not is_address(one) and not Path(one).exists()]
    if gone:
        msg = f"{gone[0]} was indexed and is gone: run comptoir index with where it is now"
        raise IndexAgainError(msg)
    return paths


def _read_note(settings: Settings) -> dict[str, Any]:
    """Return the note, with paths of the data folder as it stands now."""
    try:
        noted = orjson.loads((settings.data_dir / _NAME).read_bytes())
        if not isinstance(noted, dict):  # a release that knew paths alone wrote it
            noted = {"paths": noted}
        given = {"paths": noted["paths"], "named": noted.get("named", ())}
    except (OSError, ValueError, KeyError):
        msg = "it is not known what was indexed: run comptoir index PATH... once"
        raise IndexAgainError(msg) from None
    find = partial(kept_path, settings.data_dir)
    return {**noted, **{name: list(map(find, every)) for name, every in given.items()}}


def _noted_currency(settings: Settings) -> str:
    with suppress(IndexAgainError):
        return str(_read_note(settings).get("currency") or "")
    return ""


def options_of(settings: Settings) -> ReadOptions:
    """Return the options of reading, with the currency of the last index if no other is known."""
    options = replace(
        read_options(settings.shop), allow_private_addresses=settings.webhooks.allow_private
    )
    if options.currency != NO_CURRENCY:
        return options
    return replace(options, currency=_noted_currency(settings) or NO_CURRENCY)
