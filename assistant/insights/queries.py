"""Queries behind the pages, as expressions that any backend runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import ibis

from assistant.insights.facts import (
    WEEK,
    Ratio,
    about,
    groups,
    weekly,
    within,
)
from assistant.insights.insight import LEAST_CUSTOMERS, Kind, Subject, Unit, Window
from assistant.insights.kinds.register import TYPES
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.rows import Answered, SignalType
from assistant.insights.statistics.intervals import Rate, garwood, wilson
from assistant.insights.suppression import suppress
from assistant.insights.views import AspectLine, Line, Lines, Message, Point, Quote, Totals

_EXAMPLES = 3


def totals(lake: Lake, tables: Tables, window: Window) -> Totals:
    """Return what a window holds."""
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


def lines(lake: Lake, tables: Tables, ratio: Ratio, window: Window) -> Lines:
    """Return every subject that enough customers are behind."""
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
        if one.count and one.subject.named()
    ]
    told = suppress(made, lambda line: line.customers)
    ranked = sorted(told.shown, key=lambda line: (-line.rate.low * line.of, str(line.subject)))
    return Lines(lines=tuple(ranked), left_out=told.left_out)


def rate(count: int, of: int, unit: Unit, window: Window) -> Rate:
    """Return a line's rate in its unit."""
    return garwood(count, window.days) if unit is Unit.DAYS else wilson(count, of)


def series(
    lake: Lake, tables: Tables, ratio: Ratio, subject: Subject, window: Window
) -> list[Point]:
    """Return whole weeks up to the window's end, one at least."""
    weeks = max(window.days // WEEK, 1)
    one = Ratio(
        events=lambda tables: about(ratio.events(tables), subject, ratio.by),
        by=(),
        trials=lambda tables: about(ratio.trials(tables), subject, ratio.trials_by),
        unit=ratio.unit,
    )
    seen = weekly(lake, tables, one, window.until, weeks=weeks)
    first = window.until - timedelta(days=weeks * WEEK)
    points = []
    for week in range(weeks):
        count = int(seen.counts[0, week]) if seen.subjects else 0
        of = WEEK if ratio.unit is Unit.DAYS else max(int(seen.exposure[week]), count)
        points.append(
            Point(
                week=first + timedelta(days=week * WEEK),
                count=count,
                of=of,
                rate=garwood(count, WEEK) if ratio.unit is Unit.DAYS else wilson(count, of),
            )
        )
    return points


def aspects(lake: Lake, tables: Tables, window: Window) -> list[AspectLine]:
    """Return aspects that enough customers speak of, most conversations first."""
    said = tables.signals.filter(tables.signals.type == SignalType.ASPECT)
    said = within(said, window)
    negative = said.filter(said.polarity == -1)
    rows = lake.rows(
        said.group_by("value").agg(
            count=said.conversation_key.nunique(), customers=said.customer_key.nunique()
        )
    )
    bad = {
        row["value"]: row["count"]
        for row in lake.rows(
            negative.group_by("value").agg(count=negative.conversation_key.nunique())
        )
    }
    found = [
        AspectLine(
            aspect=row["value"],
            count=row["count"],
            customers=row["customers"],
            negative=wilson(bad.get(row["value"], 0), row["count"]),
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
    """Return the words behind ids, in their order."""
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


def conversation(lake: Lake, tables: Tables, conversation_key: str) -> list[Message]:
    """Return a conversation's messages, the oldest first."""
    messages, signals = tables.messages, tables.signals
    said = messages.filter(messages.conversation_key == conversation_key)
    read = signals.filter(signals.conversation_key == conversation_key)
    of: dict[str, list[dict[str, str]]] = {}
    for row in lake.rows(read.select("message_id", "type", "value", "polarity").distinct()):
        polarity = "" if row["polarity"] is None else str(row["polarity"])
        entry = {"type": row["type"], "value": row["value"], "polarity": polarity}
        of.setdefault(row["message_id"], []).append(entry)
    rows = lake.rows(said.select(*_READ).order_by(["at", "message_id"]))
    return [
        Message(**row, signals=tuple(sorted(of.get(row["message_id"], []), key=str)))
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
