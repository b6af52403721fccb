"""Build the queries behind the pages, as expressions that any database runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import ibis
from ibis.expr import types as ir

from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import LEAST_CUSTOMERS, Kind, Subject, Unit, Window
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.insight_views import (
    AnalysedMessage,
    AspectLine,
    Facets,
    Line,
    Lines,
    Point,
    Quote,
    Totals,
)
from assistant.insights.queries.suppression import suppress, without_differences
from assistant.insights.ratios import (
    WEEK,
    Ratio,
    about,
    groups,
    within,
)
from assistant.insights.statistics.intervals import Rate, garwood, wilson

_EXAMPLES = 3


def totals(lake: Lake, tables: Tables, window: Window) -> Totals:
    """Return the totals of a window."""
    messages = within(tables.messages, window)
    asked = messages.question & (messages.answered != Answered.NONE)
    [row] = lake.rows(
        messages.agg(
            messages=messages.count(),
            conversations=messages.conversation_key.nunique(),
            customers=messages.customer_key.nunique(),
            questions=asked.sum(),
            answered=(asked & (messages.answered == Answered.YES)).sum(),
        )
    )
    handed = within(tables.signals.filter(tables.signals.type == SignalType.HANDED_OFF), window)
    [off] = lake.rows(handed.agg(count=handed.conversation_key.nunique()))
    return Totals(
        conversations=row["conversations"],
        customers=row["customers"],
        messages=row["messages"],
        answered=wilson(row["answered"] or 0, row["questions"] or 0),
        handed_off=wilson(min(off["count"], row["conversations"]), row["conversations"]),
    )


def lines(
    lake: Lake,
    tables: Tables,
    ratio: Ratio,
    window: Window,
    *,
    whole: Tables | None = None,
    least: int = LEAST_CUSTOMERS,
) -> Lines:
    """Return a line for every subject with at least `least` customers.

    `whole` are the tables that `tables` narrow down. A line is also left out if its difference from
    the same line of `whole` would show fewer customers.
    """
    found = groups(lake, tables, ratio, window)
    made = [
        Line(
            subject=one.subject,
            count=one.count,
            customers=one.customers,
            of=window.days if ratio.unit is Unit.DAYS else one.of,
            unit=ratio.unit,
            rate=rate(one.count, one.of, ratio.unit, window),
        )
        for one in found
        if one.count and _is_told(one.subject, ratio)
    ]
    told = suppress(made, lambda line: line.customers, least=least, total_shown=ratio.parts)
    shown, left_out = told.shown, told.left_out
    if whole is not None:
        counts = {one.subject: one.count for one in groups(lake, whole, ratio, window)}
        wide = without_differences(
            shown, counts, lambda line: line.subject, lambda line: line.count, least=least
        )
        shown, left_out = wide.shown, left_out + wide.left_out
    ranked = sorted(shown, key=lambda line: (-line.rate.low * line.of, str(line.subject)))
    return Lines(lines=tuple(ranked), left_out=left_out)


def _is_told(subject: Subject, ratio: Ratio) -> bool:
    """Return whether a subject is known well enough for a line: by regions, there is a region."""
    return bool(subject.named()) and ("region" not in ratio.by or bool(subject.region))


def rate(count: int, of: int, unit: Unit, window: Window) -> Rate:
    """Return a line's rate in its unit."""
    return garwood(count, window.days) if unit is Unit.DAYS else wilson(count, of)


def facets(lake: Lake, tables: Tables) -> Facets:
    """Return the products, categories and languages that figures can be narrowed to."""
    messages = tables.messages
    counted = messages.group_by(["product_id", "category", "language"]).agg(
        count=messages.conversation_key.nunique()
    )
    rows = lake.rows(counted.order_by([ibis.desc("count"), "product_id", "category", "language"]))

    def named(column: str) -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for row in rows:
            if row[column]:
                counts[row[column]] = counts.get(row[column], 0) + row["count"]
        return tuple(sorted(counts, key=lambda one: (-counts[one], one)))

    return Facets(
        products=named("product_id"), categories=named("category"), languages=named("language")
    )


def series(
    lake: Lake, tables: Tables, ratio: Ratio, subject: Subject, window: Window
) -> list[Point]:
    """Return whole weeks up to the window's end, at least one.

    Weeks of few customers are blank. With them others of the same four are blank, so that no sum
    over
    the four shows the blank ones.
    """
    weeks = max(window.days // WEEK, 1)
    span = Window.before(window.until, days=weeks * WEEK)
    seen = _by_week(lake, about(ratio.events(tables), subject, ratio.by), span)
    trials = _by_week(lake, about(ratio.trials(tables), subject, ratio.trials_by), span)
    told = {
        week
        for first in range(weeks - 1, -1, -_BLOCK)
        for week in suppress(
            [one for one in range(max(first - _BLOCK + 1, 0), first + 1) if one in seen],
            lambda one: seen[one][1],
            total_shown=True,
        ).shown
    }
    points = []
    for week in range(weeks):
        count = seen.get(week, (0, 0))[0]
        of = WEEK if ratio.unit is Unit.DAYS else max(trials.get(week, (0, 0))[0], count)
        rate = garwood(count, WEEK) if ratio.unit is Unit.DAYS else wilson(count, of)
        is_told = week in told or week not in seen
        points.append(
            Point(
                week=span.since + timedelta(days=week * WEEK),
                count=count if is_told else None,
                of=of,
                rate=rate if is_told else None,
            )
        )
    return points


_BLOCK = 4  # weeks: what pages show sums of


def _by_week(lake: Lake, rows: ir.Table, span: Window) -> dict[int, tuple[int, int]]:
    """Return, by week from 0, the distinct conversations and customers."""
    rows = within(rows, span)
    first = ibis.literal(span.since, "date")
    week = (rows.day.delta(first, unit="day") // WEEK).cast("int64")
    counted = rows.group_by(week=week).agg(
        count=rows.conversation_key.nunique(), customers=rows.customer_key.nunique()
    )
    return {row["week"]: (row["count"], row["customers"]) for row in lake.rows(counted)}


def aspects(lake: Lake, tables: Tables, window: Window) -> list[AspectLine]:
    """Return aspects that enough customers speak of, most conversations first."""
    said = tables.signals.filter(tables.signals.type == SignalType.ASPECT)
    said = within(said, window)
    negative = said.filter(said.polarity == -1)
    rows = lake.rows(
        said.group_by("value").agg(
            count=said.conversation_key.nunique(),
            customers=said.customer_key.nunique(),
            bad=said.conversation_key.nunique(where=said.polarity == -1),
        )
    )
    found = [
        AspectLine(
            aspect=row["value"],
            count=row["count"],
            customers=row["customers"],
            negative=wilson(row["bad"], row["count"]),
            examples=(),
        )
        for row in rows
        if row["customers"] >= LEAST_CUSTOMERS
    ]
    newest = ibis.row_number().over(group_by="value", order_by=[ibis.desc("at"), "message_id"])
    ranked = negative.select("value", "at", "message_id").distinct().mutate(place=newest)
    examples: dict[str, list[str]] = {}
    for row in lake.rows(ranked.filter(ranked.place < _EXAMPLES).order_by(["value", "place"])):
        examples.setdefault(row["value"], []).append(row["message_id"])
    return [
        replace(one, examples=tuple(examples.get(one.aspect, ())))
        for one in sorted(found, key=lambda one: (-one.count, one.aspect))
    ]


def quotes(lake: Lake, tables: Tables, message_ids: Sequence[str]) -> list[Quote]:
    """Return the texts of messages, in the order of their ids."""
    if not message_ids:
        return []
    messages = tables.messages
    chosen = messages.filter(messages.message_id.isin(list(message_ids))).select(*_QUOTED)
    found = {row["message_id"]: Quote(**row) for row in lake.rows(chosen)}
    return [found[one] for one in message_ids if one in found]


def behind(
    lake: Lake,
    tables: Tables,
    kind: Kind,
    subject: Subject,
    *,
    window: Window,
    limit: int,
    skip: int,
) -> list[Quote]:
    """Return the messages that a number counts, the newest first."""
    ratio = TYPES[kind].ratio
    events = within(about(ratio.events(tables), subject, ratio.by), window)
    [people] = lake.rows(events.agg(customers=events.customer_key.nunique()))
    if people["customers"] < LEAST_CUSTOMERS:
        return []
    messages = within(tables.messages, window)
    chosen = messages.filter(messages.message_id.isin(events.message_id)).select(*_QUOTED)
    ordered = chosen.order_by([ibis.desc("at"), "message_id"]).limit(limit, offset=skip)
    return [Quote(**row) for row in lake.rows(ordered)]


def conversation(lake: Lake, tables: Tables, conversation_key: str) -> list[AnalysedMessage]:
    """Return a conversation's messages, the oldest first."""
    messages, signals = tables.messages, tables.signals
    said = messages.filter(messages.conversation_key == conversation_key)
    read = signals.filter(
        signals.conversation_key == conversation_key, signals.type != SignalType.NEED
    )
    of: dict[str, list[dict[str, str]]] = {}
    for row in lake.rows(read.select("message_id", "type", "value", "polarity").distinct()):
        polarity = "" if row["polarity"] is None else str(row["polarity"])
        entry = {"type": row["type"], "value": row["value"], "polarity": polarity}
        of.setdefault(row["message_id"], []).append(entry)
    rows = lake.rows(said.select(*_READ).order_by(["at", "message_id"]))
    return [
        AnalysedMessage(**row, signals=tuple(sorted(of.get(row["message_id"], []), key=str)))
        for row in rows
    ]


_QUOTED = ("message_id", "conversation_key", "at", "language", "text", "product_id")
_READ = (
    "message_id",
    "at",
    "text",
    "language",
    "product_id",
    "intent",
    "answered",
    "reason",
    "topic",
    "rating",
)
