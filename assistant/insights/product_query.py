"""Everything about one product."""

from collections.abc import Sequence

from ibis.expr import types as ir

from assistant.insights import facts, queries
from assistant.insights.facts import Ratio, count_one, groups, within
from assistant.insights.insight import Insight, Kind, Subject, Unit, Window
from assistant.insights.kinds.register import TYPES
from assistant.insights.kinds.talks import product_talks
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ports import TopicEdit
from assistant.insights.rows import SignalType
from assistant.insights.statistics.intervals import wilson
from assistant.insights.suppression import suppress
from assistant.insights.topic_query import topic_lines
from assistant.insights.views import Line, Lines, ProductView

TALKS = Ratio(events=product_talks, by=("product_id",), trials=facts.conversations)

_OWN_TABLE = frozenset({SignalType.PRODUCT_MENTIONED, SignalType.ASPECT})
"""Signals that the page shows in a table of their own, or that are what is counted anyway."""


def products(lake: Lake, tables: Tables, window: Window) -> Lines:
    """Return how many talk of each product, the most first."""
    return queries.lines(lake, tables, TALKS, window)


def view(
    lake: Lake,
    tables: Tables,
    product_id: str,
    window: Window,
    *,
    edits: Sequence[TopicEdit],
    language: str,
    insights: tuple[Insight, ...],
) -> ProductView:
    """Return everything about one product."""
    subject = Subject(product_id=product_id)
    talks = count_one(lake, tables, TALKS, subject, window)
    own = tables.where(product_id=product_id)
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
        signals=_signals(lake, own, talks.count, window),
        attributes=queries.lines(lake, own, TYPES[Kind.MISSING_ATTRIBUTE].ratio, window),
        aspects=tuple(queries.aspects(lake, own, window)),
        topics=tuple(topic_lines(lake, own, window, edits, language)),
        beside=_beside(lake, tables, product_id, talks.count, window),
        weeks=tuple(queries.series(lake, tables, TALKS, subject, window)),
        insights=insights,
    )


def _signals(lake: Lake, own: Tables, talks: int, window: Window) -> Lines:
    """Return each thing that is said of the product; its type stands in `Subject.category`."""
    signals = within(own.signals.filter(own.signals.type.notin(sorted(_OWN_TABLE))), window)
    rows = lake.rows(
        signals.group_by(["type", "value"]).agg(
            count=signals.conversation_key.nunique(), customers=signals.customer_key.nunique()
        )
    )
    return _told(
        [
            _line(Subject(category=row["type"], value=row["value"]), row, talks, Unit.PRODUCT_TALKS)
            for row in rows
        ]
    )


def _beside(lake: Lake, tables: Tables, product_id: str, talks: int, window: Window) -> Lines:
    """Return the products that come up in the same conversations."""

    def others(tables: Tables) -> ir.Table:
        named = product_talks(tables)
        same = named.filter(named.product_id == product_id)
        shared = named.conversation_key.isin(within(same, window).conversation_key)
        return named.filter(named.product_id != product_id, shared)

    beside = Ratio(events=others, by=("product_id",), trials=product_talks)
    return _told(
        [
            _line(
                one.subject,
                {"count": one.count, "customers": one.customers},
                talks,
                Unit.PRODUCT_TALKS,
            )
            for one in groups(lake, tables, beside, window)
        ]
    )


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


def _told(lines: list[Line]) -> Lines:
    told = suppress(lines, lambda line: line.customers)
    ranked = sorted(told.shown, key=lambda line: (-line.count, str(line.subject)))
    return Lines(lines=tuple(ranked), left_out=told.left_out)
