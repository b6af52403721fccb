"""Compute all figures of one product."""

from collections.abc import Sequence

import ibis

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import Insight, Kind, Subject, Unit, Window
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ports import TopicEdit
from assistant.insights.queries import figure_queries
from assistant.insights.queries.insight_views import AspectLine, Line, Lines, ProductView
from assistant.insights.queries.suppression import suppress, without_differences
from assistant.insights.queries.topic_query import topic_lines
from assistant.insights.ratios import BY_PRODUCT, count_one, product_talks, within
from assistant.insights.statistics.intervals import wilson

_OWN_TABLE = frozenset(
    {SignalType.PRODUCT_MENTIONED, SignalType.ASPECT, SignalType.NEED, SignalType.BASKET}
)
"""Signals in a table of their own, that every line counts, or that only tell matters apart."""


def products(lake: Lake, tables: Tables, window: Window, *, whole: Tables | None = None) -> Lines:
    """Return how many customers talk of each product, the most first."""
    return figure_queries.lines(lake, tables, BY_PRODUCT, window, whole=whole)


def view(
    lake: Lake,
    tables: Tables,
    product_id: str,
    window: Window,
    *,
    edits: Sequence[TopicEdit],
    language: str,
    insights: tuple[Insight, ...],
    whole: Tables | None = None,
) -> ProductView:
    """Return all figures of one product.

    `whole` are the tables that `tables` narrow down; see `suppression.without_differences`.
    """
    subject = Subject(product_id=product_id)
    talks = count_one(lake, tables, BY_PRODUCT, subject, window)
    own = tables.where(product_id=product_id)
    all_own = whole.where(product_id=product_id) if whole else None
    return ProductView(
        product_id=product_id,
        talks=Line(
            subject=subject,
            count=talks.count,
            customers=talks.customers,
            of=talks.of,
            unit=Unit.CONVERSATIONS,
            rate=wilson(talks.count, talks.of),
        ),
        signals=_told(
            _signals(lake, own, talks.count, window),
            _signals(lake, all_own, talks.count, window) if all_own else (),
        ),
        attributes=figure_queries.lines(
            lake, own, TYPES[Kind.MISSING_ATTRIBUTE].ratio, window, whole=all_own
        ),
        aspects=_aspects(lake, own, window, all_own),
        topics=tuple(topic_lines(lake, own, window, edits, language, whole=all_own)),
        beside=_told(
            _beside(lake, tables, product_id, talks.count, window),
            _beside(lake, whole, product_id, talks.count, window) if whole else (),
        ),
        weeks=tuple(figure_queries.series(lake, tables, BY_PRODUCT, subject, window)),
        insights=insights,
    )


def _aspects(
    lake: Lake, own: Tables, window: Window, whole: Tables | None
) -> tuple[AspectLine, ...]:
    found = figure_queries.aspects(lake, own, window)
    if whole is None:
        return tuple(found)
    counts = {one.aspect: one.count for one in figure_queries.aspects(lake, whole, window)}
    return without_differences(found, counts, lambda one: one.aspect, lambda one: one.count).shown


def _signals(lake: Lake, own: Tables, talks: int, window: Window) -> list[Line]:
    """Return a line for each signal of the product; its type stands in `Subject.category`."""
    signals = within(own.signals.filter(own.signals.type.notin(sorted(_OWN_TABLE))), window)
    sums = [SignalType.CONVERSION, SignalType.RETURNED]
    amount = signals.type.isin(sums)  # which would make a line of each
    signals = signals.mutate(value=ibis.ifelse(amount, "", signals.value))
    rows = lake.rows(
        signals.group_by(["type", "value"]).agg(
            count=signals.conversation_key.nunique(), customers=signals.customer_key.nunique()
        )
    )
    return [
        _line(Subject(category=row["type"], value=row["value"]), row, talks, Unit.PRODUCT_TALKS)
        for row in rows
    ]


def _beside(lake: Lake, tables: Tables, product_id: str, talks: int, window: Window) -> list[Line]:
    """Return the products that come up in the same conversations."""
    named = within(product_talks(tables), window)
    same = named.filter(named.product_id == product_id)
    shared = named.conversation_key.isin(same.conversation_key)
    others = named.filter(named.product_id != product_id, shared)
    rows = lake.rows(
        others.group_by("product_id").agg(
            count=others.conversation_key.nunique(), customers=others.customer_key.nunique()
        )
    )
    return [
        _line(Subject(product_id=row["product_id"]), row, talks, Unit.PRODUCT_TALKS) for row in rows
    ]


def _line(subject: Subject, row: dict[str, int], of: int, unit: Unit) -> Line:
    count, whole = row["count"], max(of, row["count"])
    return Line(
        subject=subject,
        count=count,
        customers=row["customers"],
        of=whole,
        unit=unit,
        rate=wilson(count, whole),
    )


def _told(lines: Sequence[Line], whole: Sequence[Line]) -> Lines:
    """Return the lines that may be shown; `whole` are the same lines without any narrowing."""
    told = suppress(lines, lambda line: line.customers)
    counts = {line.subject: line.count for line in whole}
    wide = without_differences(
        told.shown, counts, lambda line: line.subject, lambda line: line.count
    )
    ranked = sorted(wide.shown, key=lambda line: (-line.count, str(line.subject)))
    return Lines(lines=tuple(ranked), left_out=told.left_out + wide.left_out)
