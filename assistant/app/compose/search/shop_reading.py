"""Read a shop's sources: files as they are now, addresses anew or as they were read last."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.app.compose.search.indexed_paths import (
    IndexAgainError,
    named_addresses,
    options_of,
    remembered_paths,
)
from assistant.app.compose.search.source_copies import SourceCopies
from assistant.console.setup.source_marks import EVERYTHING, is_wanted
from assistant.kit.settings.settings import Settings
from retrieval.catalogue.catalogue_reader import only_once, read_origins, read_paths
from retrieval.catalogue.pages.robots import find_sitemaps, is_front_page
from retrieval.catalogue.pages.web_fetch import is_address
from retrieval.catalogue.types import (
    BadRow,
    CatalogueItem,
    ReadItem,
    ReadOptions,
)

_TELL_S = 0.5  # between two reports of how much was read

KEPT = "(what was read before is kept)"
"""Behind the reason why a source gives nothing now."""

ALL_ANEW = (EVERYTHING,)


class SilentAddressError(IndexAgainError):
    """Say that an indexed web address gives nothing now: an index without it would know less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopReading:
    """Hold the items of a shop's sources, each with its source, and when each was asked."""

    items: tuple[ReadItem, ...]
    read_at: Mapping[str, datetime]  # by origin

    def values(self) -> list[CatalogueItem]:
        """Return the items alone."""
        return [one.item for one in self.items]

    def with_items(self, other: "ShopReading") -> "ShopReading":
        """Return both readings as one; of items with one id the first counts."""
        items = tuple(only_once((*self.items, *other.items)))
        return ShopReading(items=items, read_at={**self.read_at, **other.read_at})


def tell_nobody(_: int) -> None:
    """Skip the number."""


@dataclass(slots=True, kw_only=True)
class _SourceReading:
    """Collect the items of each source."""

    options: ReadOptions
    copies: SourceCopies
    now: datetime
    told: Callable[[int], None]
    items: dict[str, list[CatalogueItem]] = field(default_factory=dict)
    read_at: dict[str, datetime] = field(default_factory=dict)

    def take_copy(self, address: str) -> bool:
        """Take the copy of an address; return whether there is one."""
        copy = self.copies.read(address)
        if copy is None:
            return False
        self.items[address], self.read_at[address] = list(copy.items), copy.at
        return True

    def ask(self, paths: Mapping[str, str], walked: Collection[str]) -> None:
        """Read paths, each for the source that it belongs to; of those `walked`, the site."""
        told_at = time.monotonic()
        reading = read_origins(list(paths), options=self.options, walked=walked)
        for number, read in enumerate(reading, start=1):
            self.items.setdefault(paths[read.origin], []).append(read.item)
            if time.monotonic() - told_at > _TELL_S:
                told_at = time.monotonic()
                self.told(number)
        for origin in dict.fromkeys(paths.values()):
            self.read_at[origin] = self.now
            if is_address(origin):
                self._keep(origin)

    def _keep(self, address: str) -> None:
        """Keep a copy of the items of an address; where it gave nothing, take the copy before."""
        given = self.items.get(address, [])
        if not all(isinstance(one, BadRow) for one in given):
            self.read_at[address] = self.copies.keep(address, given)
        elif self.take_copy(address):
            silent = [one for one in given if isinstance(one, BadRow)][-1:]
            self.items[address] += [
                replace(one, reason=f"{one.reason} {KEPT}", nothing_of="") for one in silent
            ]


def gather_sources(
    settings: Settings,
    paths: Sequence[str | Path],
    *,
    named: Sequence[str] = (),
    anew: Collection[str] = ALL_ANEW,
    told: Callable[[int], None] = tell_nobody,
) -> ShopReading:
    """Read `paths` of a command and paths that people `named`; addresses are asked if `anew`.

    Of a front page that people named, the site's sitemaps are read, or, where it has none, the
    pages that its links lead to. An address without a copy is asked whatever is said. `told` is
    called with the number of items read, now and then.
    """
    options = options_of(settings)
    reading = _SourceReading(
        options=options, copies=SourceCopies(settings.data_dir), now=datetime.now(UTC), told=told
    )
    walked: set[str] = set()
    origins = list(dict.fromkeys(map(str, (*paths, *named))))
    asked: dict[str, str] = {}
    for one in origins:
        if is_address(one) and not is_wanted(one, anew) and reading.take_copy(one):
            continue
        below = find_sitemaps(one, options) if one in named and is_address(one) else [one]
        if one in named and below == [one] and is_address(one) and is_front_page(one):
            walked.add(one)
        asked |= {path: asked.get(path, one) for path in below}
    reading.ask(asked, walked)
    items = (
        ReadItem(origin=one, item=item) for one in origins for item in reading.items.get(one, ())
    )
    return ShopReading(items=tuple(only_once(items)), read_at=reading.read_at)


def read_again(settings: Settings) -> ShopReading:
    """Read the paths that were indexed last; addresses are asked only where there is no copy.

    Raises:
        IndexAgainError: some of it is gone, or a web address gives nothing.
    """
    paths, fronts = remembered_paths(settings), named_addresses(settings)
    reading = gather_sources(
        settings,
        [one for one in paths if one not in fronts],
        named=[one for one in paths if one in fronts],
        anew=(),
    )
    refuse_silent(reading.items)
    return reading


def read_written(settings: Settings) -> ShopReading:
    """Read the pages that were written in the console and are published."""
    origin, now = str(settings.written_folder), datetime.now(UTC)
    written = sorted(settings.written_folder.glob("*.json"))
    items = tuple(
        ReadItem(origin=origin, item=one)
        for one in read_paths(written, options=options_of(settings))
    )
    return ShopReading(items=items, read_at={origin: now} if items else {})


def refuse_silent(read: Iterable[ReadItem], *, but: Collection[str] = ()) -> None:
    """Check that every web address gave something, `but` those.

    Raises:
        SilentAddressError: one gave nothing but a reason why.
    """
    for one in silent_origins(read):
        if one not in but:
            msg = f"{one} was indexed and gives nothing now: try again later"
            raise SilentAddressError(msg)


def silent_origins(read: Iterable[ReadItem]) -> list[str]:
    """Return the addresses that gave nothing but a reason why."""
    every = list(read)
    gave = {one.origin for one in every if not isinstance(one.item, BadRow)}
    silent = (one.origin for one in every if isinstance(one.item, BadRow) and one.item.nothing_of)
    return list(dict.fromkeys(one for one in silent if one not in gave))
