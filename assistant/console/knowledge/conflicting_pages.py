"""Find pages that state different things, by every shop's questions and by customers'. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers.coverage.coverage_report import Coverage
from assistant.console.knowledge.source_tallies import ItemKey, KnownAddresses
from assistant.desk.lists.source_uses import SourceUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Hold two pages that disagree."""

    pages: frozenset[ItemKey]  # both
    needs: tuple[str, ...] = ()  # that every customer may have, by title
    asked: int = 0  # by customers who were told of it
    quotes: tuple[tuple[ItemKey, str], ...] = ()  # what each says

    def other(self, key: ItemKey) -> ItemKey:
        """Return the page beside `key`."""
        return next(iter(self.pages - {key}), key)

    def quote(self, key: ItemKey) -> str:
        """Return the statement of a page; "": it is not known."""
        return next((text for one, text in self.quotes if one == key), "")


def find_conflicts(
    addresses: KnownAddresses, report: Mapping[str, Any], told: Iterable[SourceUse]
) -> Sequence[Conflict]:
    """Return the pages that disagree, those that customers asked of most first.

    `report` is the coverage report; pages that are there no more are left out.
    """
    needs = defaultdict[frozenset[ItemKey], list[str]](list)
    quotes = dict[frozenset[ItemKey], tuple[tuple[ItemKey, str], ...]]()
    for need in _contradicted(report):
        found = [
            (key, str(one["quote"]))
            for one in need["sources"]
            if (key := addresses.find(one["url"], one["title"]))
        ]
        pair = frozenset(key for key, _ in found)
        needs[pair].append(str(need["title"]))
        quotes[pair] = tuple(found)
    asked = defaultdict[frozenset[ItemKey], set[str]](set)
    for reply, uses in _by_reply(told).items():
        keys = (addresses.find(one.url, one.title) for one in uses)
        asked[frozenset(key for key in keys if key)].add(reply)
    found_pairs = [pair for pair in {**needs, **asked} if len(pair) == 2]  # noqa: PLR2004 - two pages
    conflicts = [
        Conflict(
            pages=pair,
            needs=tuple(dict.fromkeys(needs[pair])),
            asked=len(asked[pair]),
            quotes=quotes.get(pair, ()),
        )
        for pair in found_pairs
    ]
    return sorted(conflicts, key=lambda one: (-one.asked, -len(one.needs), sorted(one.pages)))


def _contradicted(report: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for part in report.get("languages", ()):
        for need in part["needs"]:
            if need["coverage"] == Coverage.CONTRADICTED:
                yield need


def _by_reply(told: Iterable[SourceUse]) -> Mapping[str, Sequence[SourceUse]]:
    replies = defaultdict[str, list[SourceUse]](list)
    for one in told:
        replies[one.reply_id].append(one)
    return replies
