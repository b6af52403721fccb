"""Everything that a build finds, ranked: by how many conversations it concerns at the least.

Quotes are message ids: the words stay in the rows, where erasing removes them.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from ibis.expr import types as ir

from assistant.insights.facts import about, examples, most, within
from assistant.insights.insight import Finding, Kind, Measure, Unit, Window
from assistant.insights.kinds.kind import Asked, Judged, Type
from assistant.insights.kinds.register import TYPES
from assistant.insights.lake.lake import Lake, Tables

QUOTES = 3
_NAMED = 5  # products and variants that a finding names
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
        asked = Asked(lake=lake, tables=tables, window=replace(window, since=since))
        judged = sorted(type_.find(type_, asked), key=lambda one: -one.at_least)
        found += [_finding(type_, asked, one) for one in judged[:_PER_TYPE]]
    return sorted(found, key=lambda one: (-one.score, one.insight_id))


def _finding(type_: Type, asked: Asked, judged: Judged) -> Finding:
    window = judged.window or asked.window
    group, details = judged.group, dict(judged.details)
    unit = Unit(str(details.pop("unit", type_.ratio.unit)))
    events = about(type_.ratio.events(asked.tables), group.subject, type_.ratio.by)
    events = within(events, window)
    return Finding(
        kind=type_.kind,
        subject=group.subject,
        window=window,
        measure=Measure(
            count=group.count,
            customers=group.customers,
            of=judged.of if judged.of is not None else group.of,
            unit=unit,
            rate=judged.rate,
        ),
        baseline=judged.baseline,
        products=_named(asked, events, "product_id"),
        variants=_named(asked, events, "variant_id"),
        quotes=tuple(row["message_id"] for row in asked.lake.rows(examples(events, limit=QUOTES))),
        details=details,
        score=round(judged.at_least * type_.value, 4),
    )


def _named(asked: Asked, events: ir.Table, column: str) -> tuple[str, ...]:
    if column not in events.columns:
        return ()
    rows = asked.lake.rows(most(events, column, limit=_NAMED))
    return tuple(row[column] for row in rows)
