"""Find all insights of a build, ranked by the least number of conversations they concern.

Quotes are message ids: the words stay in the rows, where erasing removes them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.insights.insight import Finding, Kind, Measurement, Subject, Unit, Window
from assistant.insights.kinds.insight_type import InsightType, JudgedGroup, SearchScope
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ratios import Ratio, within

QUOTES = 3
_NAMED = 5  # products and variants that a finding names

_COLUMNS = ("at", "message_id", "conversation_key", "customer_key", "product_id", "variant_id")


@dataclass(slots=True)
class FindingEvidence:
    """Collect the messages and products behind one subject's number."""

    newest: dict[str, tuple[datetime, str]] = field(default_factory=dict)  # by customer
    products: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    variants: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, row: Mapping[str, object]) -> None:
        """Add one event."""
        customer, conversation = str(row["customer_key"]), str(row["conversation_key"])
        said = (row["at"], str(row["message_id"]))
        self.newest[customer] = max(self.newest.get(customer, said), said)  # type: ignore[assignment]
        for column, named in (("product_id", self.products), ("variant_id", self.variants)):
            if value := row.get(column):
                named[str(value)].add(conversation)

    @property
    def quotes(self) -> tuple[str, ...]:
        """Return the ids of the newest messages, each of another customer."""
        ranked = sorted(self.newest.values(), key=lambda one: (one[0], one[1]), reverse=True)
        return tuple(message for _, message in ranked[:QUOTES])


def collect(
    lake: Lake, tables: Tables, ratio: Ratio, subjects: Sequence[Subject], window: Window
) -> dict[Subject, FindingEvidence]:
    """Return the evidence of each subject, in one query for all of them."""
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
    """Return the names with most conversations, the most first."""
    return tuple(sorted(named, key=lambda one: (-len(named[one]), one))[:_NAMED])


_PER_TYPE = 50  # findings that one type may keep: more than anybody reads


def find_all(
    lake: Lake,
    window: Window,
    *,
    merged: Mapping[str, str] | None = None,
    kinds: Collection[Kind] = frozenset(Kind),
) -> list[Finding]:
    """Return the findings in the days before `window.until`, the highest score first.

    Each type looks back as far as it declares, but not before `window.since`. An empty list says
    that
    nothing qualifies.
    """
    tables = Tables.with_topics_merged(merged or {})
    found: list[Finding] = []
    for type_ in (TYPES[kind] for kind in Kind if kind in kinds):
        since = max(window.since, Window.before(window.until, days=type_.days).since)
        asked = SearchScope(lake=lake, tables=tables, window=replace(window, since=since))
        judged = sorted(type_.find(type_, asked), key=lambda one: -one.at_least)
        found += _findings(type_, asked, judged[:_PER_TYPE])
    return sorted(found, key=lambda one: (-one.score, one.insight_id))


def _findings(
    type_: InsightType, asked: SearchScope, judged: Sequence[JudgedGroup]
) -> list[Finding]:
    found: list[Finding] = []
    for window in dict.fromkeys(one.window or asked.window for one in judged):
        seen = [one for one in judged if (one.window or asked.window) == window]
        subjects = [one.group.subject for one in seen]
        behind = collect(asked.lake, asked.tables, type_.ratio, subjects, window)
        found += [_finding(type_, window, one, behind[one.group.subject]) for one in seen]
    return found


def _finding(
    type_: InsightType, window: Window, judged: JudgedGroup, evidence: FindingEvidence
) -> Finding:
    group, details = judged.group, dict(judged.details)
    unit = Unit(str(details.pop("unit", type_.ratio.unit)))
    return Finding(
        kind=type_.kind,
        subject=group.subject,
        window=window,
        measure=Measurement(
            count=group.count,
            customers=group.customers,
            of=judged.of if judged.of is not None else group.of,
            unit=unit,
            rate=judged.rate,
        ),
        baseline=judged.baseline,
        products=most(evidence.products),
        variants=most(evidence.variants),
        quotes=evidence.quotes,
        details=details,
        score=round(judged.at_least * type_.value, 4),
    )
