"""Count the answers of each page and product, out of the uses of sources. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.console.knowledge.source_ledger import KnownItem, SourceLedger
from assistant.desk.lists.source_uses import UseCount

ItemKey = tuple[bool, str, str]
"""Of `KnownItem.key`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTally:
    """Hold the number of answers that rest on some pages or products, and their thumbs."""

    answered: int = 0
    helpful: int = 0
    unhelpful: int = 0
    last_at: datetime | None = None

    def with_use(self, use: UseCount) -> "AnswerTally":
        """Return the tally with the uses of one address."""
        dates = [one for one in (self.last_at, use.last_at if use.answered else None) if one]
        return AnswerTally(
            answered=self.answered + use.answered,
            helpful=self.helpful + use.helpful,
            unhelpful=self.unhelpful + use.unhelpful,
            last_at=max(dates, default=None),
        )


NO_USE = AnswerTally()


@dataclass(frozen=True, slots=True)
class KnownAddresses:
    """Find the page or product that an address and a title of a reply's source mean."""

    by_both: Mapping[tuple[str, str], ItemKey]
    by_url: Mapping[str, ItemKey | None]  # None: several items have it

    @classmethod
    def of(cls, items: Iterable[KnownItem]) -> "KnownAddresses":
        """Return the addresses of items."""
        by_both: dict[tuple[str, str], ItemKey] = {}
        by_url: dict[str, ItemKey | None] = {}
        for one in items:
            by_both.setdefault((one.url, one.title), one.key)
            by_url[one.url] = one.key if by_url.get(one.url, one.key) == one.key else None
        return cls(by_both, by_url)

    def is_shared(self, url: str) -> bool:
        """Return whether several items have an address."""
        return url in self.by_url and self.by_url[url] is None

    def find(self, url: str, title: str) -> ItemKey | None:
        """Return the item; a page that was renamed since keeps its answers."""
        return self.by_both.get((url, title)) or self.by_url.get(url)


def items_of(ledger: SourceLedger) -> list[KnownItem]:
    """Return every page and product that answers now."""
    return [item for one in ledger.sources if not one.is_off for item in one.items]


def tally_items(items: Sequence[KnownItem], uses: Iterable[UseCount]) -> dict[ItemKey, AnswerTally]:
    """Return the tally of each item that a reply ever rested on."""
    addresses, tallies = KnownAddresses.of(items), dict[ItemKey, AnswerTally]()
    for use in uses:
        if key := addresses.find(use.url, use.title):
            tallies[key] = tallies.get(key, NO_USE).with_use(use)
    return tallies


def tally_all(keys: Iterable[ItemKey], tallies: Mapping[ItemKey, AnswerTally]) -> AnswerTally:
    """Return the tally of several items together; of a reply with two of them, both count."""
    found = [tallies[key] for key in keys if key in tallies]
    return AnswerTally(
        answered=sum(one.answered for one in found),
        helpful=sum(one.helpful for one in found),
        unhelpful=sum(one.unhelpful for one in found),
        last_at=max((one.last_at for one in found if one.last_at), default=None),
    )
