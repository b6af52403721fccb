"""Everything that a build finds, ranked: by how many conversations it concerns at the least.

Quotes are message ids: the words stay in the rows, where erasing removes them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assistant.insights.rounds.evidence import FindingEvidence, collect, most
from assistant.insights.insight import Finding, Kind, Measurement, Unit, Window
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.kinds.register import TYPES
from assistant.insights.lake.lake import Lake, Tables

_PER_TYPE = 50  # findings that one type may keep: more than anybody reads


def find_all(
    lake: Lake,
    window: Window,
    *,
    merged: Mapping[str, str] | None = None,
    kinds: Collection[Kind] = frozenset(Kind),
) -> list[Finding]:
    """Return what the days before `window.until` show, the highest score first.

    Each type looks back as far as it declares; `window.since` bounds it. An empty list says that
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


def _findings(type_: InsightType, asked: SearchScope, judged: Sequence[JudgedGroup]) -> list[Finding]:
    if not judged:
        return []
    window = judged[0].window or asked.window  # a type looks at one
    subjects = [one.group.subject for one in judged]
    behind = collect(asked.lake, asked.tables, type_.ratio, subjects, window)
    return [_finding(type_, window, one, behind[one.group.subject]) for one in judged]


def _finding(type_: InsightType, window: Window, judged: JudgedGroup, evidence: FindingEvidence) -> Finding:
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
