"""Keep which source gave which pages and products to the index, and the last change of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.console.setup.shop_sources import UnreadPart
from assistant.kit.movable_paths import keep_path, kept_path
from assistant.kit.whole_file import write_whole

_NAME = "knowledge.json"
_REPEATED = "already: that one is kept"  # as `only_once` of the catalogue says of an item
TOLD = 20
"""Names of what changed that are kept: as many as people read."""


class NewsKind(StrEnum):
    """Name the kinds of news of a page or product."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """Hold a page or product that a source gave, in one language."""

    is_product: bool
    item_id: str
    language: str
    title: str
    url: str
    passages: int
    digest: str  # equal for items that say the same

    @property
    def key(self) -> tuple[bool, str, str]:
        return self.is_product, self.item_id, self.language


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNews:
    """Hold the pages and products that changed, of the last reading that found a change."""

    at: datetime
    counts: Mapping[NewsKind, int]
    told: tuple[tuple[NewsKind, str], ...]  # with titles; the first `TOLD`


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """Hold a source as it was read last."""

    origin: str  # a path, or an address
    read_at: datetime
    items: tuple[KnownItem, ...] = ()
    unread: tuple[UnreadPart, ...] = ()  # the first ones
    unread_count: int = 0
    is_off: bool = False  # it is kept, and its items answer nothing
    news: SourceNews | None = None  # None: it never changed

    @property
    def gives(self) -> bool:
        """Return whether an index can be made of it alone, of repeated items, too."""
        return bool(self.items) or any(one.reason.endswith(_REPEATED) for one in self.unread)

    @property
    def products(self) -> int:
        """Return how many products it gave; translations are one."""
        return len({one.item_id for one in self.items if one.is_product})

    @property
    def pages(self) -> int:
        """Return how many pages it gave, those of each language."""
        return sum(not one.is_product for one in self.items)

    @property
    def passages(self) -> int:
        return sum(one.passages for one in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLedger:
    """Hold all sources as of one version of the index."""

    version: str
    sources: tuple[SourceRecord, ...] = ()

    def of(self, origin: str) -> SourceRecord | None:
        """Return a source; None: it was not read yet."""
        return next((one for one in self.sources if one.origin == origin), None)


NOTHING_READ = SourceLedger(version="")

_LEDGER: TypeAdapter[SourceLedger] = TypeAdapter(SourceLedger)


def ledger_path(data_dir: Path) -> Path:
    """Return the file of the ledger."""
    return data_dir / _NAME


def read_ledger(data_dir: Path) -> SourceLedger:
    """Return the ledger of the last index; an empty one before the first. Blocks."""
    try:
        kept = _LEDGER.validate_json(ledger_path(data_dir).read_bytes())
    except (FileNotFoundError, ValidationError):  # another version wrote it: the next reading does
        return NOTHING_READ
    return _with_origins(kept, partial(kept_path, data_dir))


def keep_ledger(data_dir: Path, ledger: SourceLedger) -> None:
    """Keep a ledger, in place of the one before. Blocks."""
    kept = _with_origins(ledger, partial(keep_path, data_dir))
    write_whole(ledger_path(data_dir), _LEDGER.dump_json(kept))


def _with_origins(ledger: SourceLedger, change: Callable[[str], str]) -> SourceLedger:
    sources = tuple(replace(one, origin=change(one.origin)) for one in ledger.sources)
    return replace(ledger, sources=sources)


def find_news(
    before: SourceRecord | None, items: Iterable[KnownItem], *, at: datetime
) -> SourceNews | None:
    """Return the changes of a source; where there are none, its changes before."""
    if before is None or before.is_off:
        return before.news if before else None
    was = {one.key: one for one in before.items}
    now = {one.key: one for one in items}
    found = [
        *((NewsKind.ADDED, one.title) for key, one in now.items() if key not in was),
        *(
            (NewsKind.CHANGED, one.title)
            for key, one in now.items()
            if key in was and was[key].digest != one.digest
        ),
        *((NewsKind.GONE, one.title) for key, one in was.items() if key not in now),
    ]
    if not found:
        return before.news
    counts = {kind: sum(one is kind for one, _ in found) for kind in NewsKind}
    return SourceNews(at=at, counts=counts, told=tuple(dict.fromkeys(found))[:TOLD])
