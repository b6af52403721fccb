"""List the sources of a shop with their items, answers and contradictions. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from assistant.console.knowledge.conflicting_pages import Conflict
from assistant.console.knowledge.source_ledger import SourceLedger, SourceRecord
from assistant.console.knowledge.source_tallies import AnswerTally, ItemKey, tally_all


class SourceKind(StrEnum):
    """Name the kinds of sources."""

    FILE = "file"  # it was uploaded
    ADDRESS = "address"
    SYSTEM = "system"  # a shop system, by its keys
    COMMAND = "command"  # a path or address of `comptoir index`
    WRITTEN = "written"  # pages of the console


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSource:
    """Hold a source by its origin and the name that people know."""

    origin: str
    name: str
    kind: SourceKind

    @property
    def key(self) -> str:
        """Return the name of the source in addresses of pages."""
        return source_key(self.origin)

    @property
    def is_asked(self) -> bool:
        """Return whether reading it asks another server, so that it can be done by a schedule."""
        return self.kind is SourceKind.SYSTEM or (
            self.kind in {SourceKind.ADDRESS, SourceKind.COMMAND}
            and self.origin.startswith(("http://", "https://"))
        )

    @property
    def can_turn(self) -> bool:
        """Return whether it can be turned off as a whole; written pages are withdrawn."""
        return self.kind is not SourceKind.WRITTEN

    @property
    def can_remove(self) -> bool:
        """Return whether it can be removed here; a shop system is disconnected in the set-up."""
        return self.kind in {SourceKind.FILE, SourceKind.ADDRESS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSource:
    """Hold a source as the list shows it."""

    source: NamedSource
    record: SourceRecord | None  # None: it was not read yet
    tally: AnswerTally
    conflicts: int  # pages of it that others contradict, each pair once
    is_off: bool  # as people want it
    waits: bool  # what people want is in force after the next reading
    is_last: bool  # no other source that is on gives anything: without it, no index is made


def source_key(origin: str) -> str:
    """Return the short name of an origin."""
    return sha256(origin.encode()).hexdigest()[:16]


def page_key(key: ItemKey) -> str:
    """Return the name of a page in addresses: of its id and its language."""
    return source_key("\n".join(key[1:]))


def list_sources(
    named: Sequence[NamedSource],
    ledger: SourceLedger,
    tallies: Mapping[ItemKey, AnswerTally],
    conflicts: Sequence[Conflict],
    off: AbstractSet[str],
) -> list[ListedSource]:
    """Return the sources, in the order in which they are read."""
    last = last_source(named, ledger, off)
    return [
        _listed(one, ledger.of(one.origin), tallies, conflicts, off, is_last=one.origin == last)
        for one in named
    ]


def last_source(
    named: Iterable[NamedSource], ledger: SourceLedger, off: AbstractSet[str]
) -> str | None:
    """Return the origin of the only source that is on and gives anything; None: there is none.

    Pages written here make no index alone, and nobody knows yet what an unread source gives.
    """
    read = {one.origin for one in ledger.sources if one.gives} - off
    giving = [one.origin for one in named if one.can_turn and one.origin in read]
    return giving[0] if len(giving) == 1 else None


def _listed(
    named: NamedSource,
    record: SourceRecord | None,
    tallies: Mapping[ItemKey, AnswerTally],
    conflicts: Iterable[Conflict],
    off: AbstractSet[str],
    *,
    is_last: bool,
) -> ListedSource:
    keys = {item.key for item in record.items} if record else set()
    is_off, was_off = named.origin in off, record.is_off if record else False
    return ListedSource(
        source=named,
        record=record,
        tally=tally_all(keys, tallies),
        conflicts=0 if was_off else sum(bool(one.pages & keys) for one in conflicts),
        is_off=is_off,
        waits=is_off != was_off if record else not is_off,
        is_last=is_last,
    )
