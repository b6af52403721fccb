"""What was indexed last, so that it can be indexed again with a page more."""

from collections.abc import Sequence
from pathlib import Path

import orjson

from assistant.kit.settings.settings import Settings
from retrieval.catalogue.pages.web_fetch import is_address
from retrieval.catalogue.catalogue_types import BadRow, CatalogueItem

_NAME = "indexed.json"


class IndexAgainError(ValueError):
    """What was indexed cannot be indexed again as it was; the message says what to do."""


class SilentAddressError(IndexAgainError):
    """A web address that was indexed gives nothing now: an index without it would know less."""


def remember_paths(settings: Settings, paths: Sequence[str | Path]) -> None:
    """Note what was indexed, wherever the next process runs."""
    given = [one if is_address(one) else str(Path(one).resolve()) for one in map(str, paths)]
    aside = settings.data_dir / f".{_NAME}.new"
    aside.write_bytes(orjson.dumps(given))
    aside.replace(settings.data_dir / _NAME)


def remembered_paths(settings: Settings) -> list[str]:
    """Return what was indexed last.

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
