"""What stands behind findings: messages to quote, products and variants that are named."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.insights.facts import Ratio, within
from assistant.insights.insight import Subject, Window
from assistant.insights.lake.lake import Lake, Tables

QUOTES = 3
_NAMED = 5  # products and variants that a finding names

_COLUMNS = ("at", "message_id", "conversation_key", "customer_key", "product_id", "variant_id")


@dataclass(slots=True)
class FindingEvidence:
    """What is behind one subject's number."""

    newest: dict[str, tuple[datetime, str]] = field(default_factory=dict)  # by customer
    products: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    variants: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, row: Mapping[str, object]) -> None:
        """Take in one event."""
        customer, conversation = str(row["customer_key"]), str(row["conversation_key"])
        said = (row["at"], str(row["message_id"]))
        self.newest[customer] = max(self.newest.get(customer, said), said)  # type: ignore[assignment]
        for column, named in (("product_id", self.products), ("variant_id", self.variants)):
            if value := row.get(column):
                named[str(value)].add(conversation)

    @property
    def quotes(self) -> tuple[str, ...]:
        """Return the newest messages of different customers."""
        ranked = sorted(self.newest.values(), key=lambda one: (one[0], one[1]), reverse=True)
        return tuple(message for _, message in ranked[:QUOTES])


def collect(
    lake: Lake, tables: Tables, ratio: Ratio, subjects: Sequence[Subject], window: Window
) -> dict[Subject, FindingEvidence]:
    """Return what is behind each subject, in one query for all of them."""
    events = within(ratio.events(tables), window)
    for name in ratio.by:
        events = events.filter(events[name].isin(sorted({getattr(s, name) for s in subjects})))
    columns = dict.fromkeys((*ratio.by, *(one for one in _COLUMNS if one in events.columns)))
    found = {subject: FindingEvidence() for subject in subjects}
    for row in lake.rows(events.select(*columns).distinct()):
        subject = Subject(**{name: row[name] or "" for name in ratio.by})
        if subject in found:
            found[subject].take(row)
    return found


def most(named: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return those of most conversations, the most first."""
    return tuple(sorted(named, key=lambda one: (-len(named[one]), one))[:_NAMED])
