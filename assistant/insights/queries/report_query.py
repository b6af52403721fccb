"""Build the queries of the report on the assistant's own work."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

import ibis
from ibis.expr import types as ir

from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import Origin, SignalType, VisitOutcome, VisitRow
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.assisted_orders import assisted_orders
from assistant.insights.queries.insight_views import Point
from assistant.insights.queries.report_views import (
    VERIFIED_AFTER,
    AssistantReport,
    VisitCounts,
    WorkLine,
    WorkOutcome,
    WorkTable,
    WorkTotals,
)
from assistant.insights.queries.suppression import suppress
from assistant.insights.ratios import WEEK, within
from assistant.insights.statistics.intervals import wilson
from assistant.understanding.types import BASKET_INTENTS, Intent

COUNTERS = tuple(one.name for one in fields(VisitRow) if one.type in (int, float, "int", "float"))
"""The columns of a visit that are summed."""

PARTS = (("night", 0), ("morning", 8), ("afternoon", 12), ("evening", 18))
"""Parts of the day, in the shop's zone, with the hour at which each begins."""

_CONTENT = 4  # stars of a customer who is content
_HOUR_S = 3600
_OF_PRODUCTS = BASKET_INTENTS | {
    Intent.PRODUCT_SEARCH,
    Intent.PRODUCT_QUESTION,
    Intent.COMPARE,
    Intent.STOCK_ALERT,
}
_COUNTED = {one: ibis._.outcome == one for one in WorkOutcome}


def report(
    lake: Lake,
    tables: Tables,
    window: Window,
    *,
    zone: tzinfo,
    least: int = LEAST_CUSTOMERS,
) -> AssistantReport:
    """Return the report of a window, beside as long a time before.

    A line of fewer than `least` customers is left out, and so are opinions and a time before of so
    few.

    Raises:
        NoBuildError: the current build is of a program that knew no visits.
    """
    if not lake.build.placeholder("visits").exists():
        raise NoBuildError
    earlier = Window.before(window.since, days=window.days)
    span = Window(since=earlier.since, until=window.until)
    visits = judged_visits(tables, span).mutate(
        is_now=ibis._.day >= ibis.literal(window.since, "date"),
        part=_part_of_day(span, zone),
    )
    now, before = _totals(lake, visits, least)
    if before.outcomes.customers < least:
        before = _NOTHING
    lines = _lines(lake, visits, window)
    return AssistantReport(
        window=window,
        before_window=earlier,
        now=now,
        before=before,
        tables={name: _table(name, lines[name], least) for name in _TABLES},
        weeks=_weeks(lines[_WEEKS], window),
        assisted=assisted_orders(lake, tables, window, least=least),
    )


_TABLES = {"channel": "channel", "topic": "topic", "language": "language", "time": "part"}
"""The column that each table is by."""

_WEEKS = "week"

Lines = Mapping[tuple[str, bool], VisitCounts]
"""Hold the counts of each line of a table, by its name, now and before."""


def judged_visits(tables: Tables, span: Window) -> ir.Table:
    """Return the visits of a span with their final outcome."""
    since = tables.visits.day >= ibis.literal(span.since, "date")
    visits = within(_by_person(tables.visits.filter(since)), span)
    again = came_back(tables, span, after=VERIFIED_AFTER)
    joined = visits.left_join(
        again,
        (visits.conversation_key == again.returned_key) & (visits.message_id == again.returned),
    )
    answered = joined.outcome == VisitOutcome.ANSWERED
    outcome = ibis.cases(
        (answered & (joined.thumbs_down > 0), WorkOutcome.DISLIKED),
        (answered & (joined.asked_again | joined.returned.notnull()), WorkOutcome.CAME_BACK),
        (answered, WorkOutcome.RESOLVED),
        else_=joined.outcome,
    )
    return joined.mutate(outcome=outcome)


def came_back(tables: Tables, span: Window, *, after: timedelta) -> ir.Table:
    """Return the visits after which the customer came back `after` that time at the latest.

    On the same matter, or for a person; columns: `returned_key`, `returned` (the first message).
    """
    since = tables.visits.day >= ibis.literal(span.since, "date")
    later = _by_person(tables.visits.filter(since))
    seconds = int(after.total_seconds())
    matters = _returns(tables, later, span, seconds)
    return matters.union(_requests(later, seconds), distinct=True)


def _by_person(visits: ir.Table) -> ir.Table:
    """Return visits in which contacts who prove who they are in one are that customer in all."""
    is_proven = visits.customer_key != visits.contact_key
    proven = ibis.ifelse(is_proven, visits.customer_key, ibis.null("string"))
    ever = proven.max().over(group_by="contact_key")
    return visits.mutate(customer_key=ibis.coalesce(proven, ever, visits.customer_key))


def _requests(visits: ir.Table, seconds: int) -> ir.Table:
    """Return the visits after which the customer came to ask for a person, in so many seconds."""
    in_turn = {"group_by": "customer_key", "order_by": ["at", "message_id"]}
    following = visits.mutate(
        next_at=visits["at"].lead().over(**in_turn),
        next_intent=visits.intent.lead().over(**in_turn),
    )
    gap = following.next_at.epoch_seconds() - following.ended_at.epoch_seconds()
    back = following.filter(following.next_intent == Intent.ASK_FOR_PERSON, gap <= seconds)
    return back.select(returned_key=back.conversation_key, returned=back.message_id)


def _returns(tables: Tables, visits: ir.Table, span: Window, seconds: int) -> ir.Table:
    """Return the visits after which the customer asked about the same matter, in so many seconds.

    The same matter is the same topic; of questions that have no topic both, the same kind of need.
    A later one that states no need surely ("still nothing?") goes on with the matter, unless only
    one of them is about a product, or they are about two. Of a build that knows no needs it is
    the same intent and product.
    """
    matters = _matters(tables, visits, span)
    # A view would be another one at each look, and no answer would be remembered.
    later = matters.rename("later_{name}")
    of_customer = matters.customer_key == later.later_customer_key
    apart = (matters.key != later.later_key) | (matters.visit != later.later_visit)
    gap = later.later_first - matters.last
    in_time = (gap > 0) & (gap <= seconds)
    back = matters.join(later, [of_customer, apart, in_time, _is_same(matters, later)])
    return back.select(returned_key=matters.key, returned=matters.visit).distinct()


def _matters(tables: Tables, visits: ir.Table, span: Window) -> ir.Table:
    """Return the matters of each visit, with the first and last time of each in it."""
    since = ibis.literal(span.since, "date")
    stated = tables.signals.filter(
        tables.signals.type == SignalType.NEED, tables.signals.day >= since
    ).select("message_id", need="value")
    asked = tables.messages.filter(
        tables.messages.origin == Origin.CONVERSATION,
        tables.messages.question,
        tables.messages.day >= since,
    )
    asked = asked.left_join(stated, asked.message_id == stated.message_id).select(
        "conversation_key",
        "at",
        "topic",
        "intent",
        "product_id",
        need=stated.need,
        of_product=asked.intent.isin(sorted(_OF_PRODUCTS)) | (asked.product_id != ""),
    )
    lasted = visits.select(
        "customer_key",
        key=visits.conversation_key,
        visit=visits.message_id,
        began=visits["at"],
        ended=visits.ended_at,
    )
    during = (asked["at"] >= lasted.began) & (asked["at"] <= lasted.ended)
    of_visits = asked.join(lasted, (asked.conversation_key == lasted.key) & during)
    matter = ("topic", "intent", "product_id", "need", "of_product")
    return of_visits.group_by(["customer_key", "key", "visit", *matter]).agg(
        first=of_visits["at"].min().epoch_seconds(), last=of_visits["at"].max().epoch_seconds()
    )


def _is_same(one: ir.Table, other: ir.Table) -> ir.BooleanValue:
    """Return whether a question of a customer and a later one are about the same matter."""
    topic, need, product = other.later_topic, other.later_need, other.later_product_id
    same_product = (one.of_product == other.later_of_product) & (one.product_id == product)
    return ibis.cases(
        ((one.topic != "") & (topic != ""), one.topic == topic),
        (
            one.need.isnull() | need.isnull(),
            (one.topic == topic) & (one.intent == other.later_intent) & (one.product_id == product),
        ),
        ((one.need != "") & (need != ""), one.need == need),
        else_=(need == "") & same_product,
    )


def _part_of_day(span: Window, zone: tzinfo) -> ir.StringValue:
    """Return the part of the day that a visit began in, by the clock of the shop's zone."""
    seconds = ibis._["at"].epoch_seconds()
    changes = _offsets(span, zone)
    offset = (
        ibis.cases(
            *((seconds < until, shift) for until, shift in changes[:-1]), else_=changes[-1][1]
        )
        if len(changes) > 1
        else ibis.literal(changes[0][1])
    )
    hour = (seconds + offset) // _HOUR_S % 24
    later = [(hour >= begins, name) for name, begins in reversed(PARTS[1:])]
    return ibis.cases(*later, else_=PARTS[0][0])


def _offsets(span: Window, zone: tzinfo) -> list[tuple[int, int]]:
    """Return the zone's offsets from UTC in seconds, each with the moment until which it holds."""
    found: list[tuple[int, int]] = []
    at = datetime.combine(span.since, time(), UTC)
    end = datetime.combine(span.until, time(), UTC)
    while at < end:
        shift = int((zone.utcoffset(at.astimezone(zone)) or timedelta()).total_seconds())
        until = int(at.timestamp()) + _HOUR_S
        if found and found[-1][1] == shift:
            found[-1] = (until, shift)
        else:
            found.append((until, shift))
        at += timedelta(hours=1)
    return found or [(0, 0)]


def _totals(lake: Lake, visits: ir.Table, least: int) -> tuple[WorkTotals, WorkTotals]:
    """Return the totals of the window and of the time before it."""
    scored = visits.score > 0
    thumbed = visits.thumbs_up + visits.thumbs_down > 0
    rows = lake.rows(
        visits.group_by("is_now").agg(
            talks=(visits.outcome == VisitOutcome.TALK).sum(),
            customers=visits.customer_key.nunique(where=visits.outcome != VisitOutcome.TALK),
            thumbed=visits.customer_key.nunique(where=thumbed),
            scored=visits.customer_key.nunique(where=scored),
            scores=scored.sum(),
            content=(visits.score >= _CONTENT).sum(),
            **{str(name): counted.sum() for name, counted in _COUNTED.items()},
            **{f"sum_{name}": visits[name].sum() for name in COUNTERS},
        )
    )
    found = {row["is_now"]: _total(row, least) for row in rows}
    return found.get(True, _NOTHING), found.get(False, _NOTHING)


def _total(row: Mapping[str, Any], least: int) -> WorkTotals:
    sums = {name: row[f"sum_{name}"] or 0 for name in COUNTERS}
    if row["thumbed"] < least:
        sums |= {"thumbs_up": 0, "thumbs_down": 0}
    rated = row["scored"] >= least
    return WorkTotals(
        outcomes=_counts(row),
        talks=row["talks"],
        sums=sums,
        scores=row["scores"] if rated else 0,
        content=row["content"] if rated else 0,
        score_sum=int(sums["score"]) if rated else 0,
    )


def _counts(row: Mapping[str, Any]) -> VisitCounts:
    counts = {one: int(row[str(one)] or 0) for one in WorkOutcome}
    return VisitCounts(customers=row["customers"], counts=counts)


_NO_VISITS = VisitCounts(counts=dict.fromkeys(WorkOutcome, 0))
_NOTHING = WorkTotals(
    outcomes=_NO_VISITS,
    talks=0,
    sums=dict.fromkeys(COUNTERS, 0),
    scores=0,
    content=0,
    score_sum=0,
)


def _lines(lake: Lake, visits: ir.Table, window: Window) -> Mapping[str, Lines]:
    """Return the lines of each table, and of the whole weeks of the window, by their number.

    One query asks for all of them: to judge the visits costs more than to count them.
    """
    asked = visits.filter(visits.outcome != VisitOutcome.TALK)
    parts = [_counted(asked, name, asked[column]) for name, column in _TABLES.items()]
    span = _whole_weeks(window)
    inside = within(asked, span).mutate(is_now=True)
    since = ibis.literal(span.since, "date")
    parts.append(_counted(inside, _WEEKS, inside.day.delta(since, unit="day") // WEEK))
    found: dict[str, dict[tuple[str, bool], VisitCounts]] = {
        name: {} for name in (*_TABLES, _WEEKS)
    }
    for row in lake.rows(ibis.union(*parts)):
        found[row["table"]][row["line"], row["is_now"]] = _counts(row)
    return found


def _counted(visits: ir.Table, table: str, line: ir.Value) -> ir.Table:
    """Return the counts of visits by the lines of a table; a line without a name is ""."""
    named = visits.mutate(line=line.cast("string").fill_null(""))
    counted = named.group_by(["line", "is_now"]).agg(
        customers=named.customer_key.nunique(),
        **{str(name): counted.sum() for name, counted in _COUNTED.items()},
    )
    return counted.mutate(table=ibis.literal(table))


def _table(table: str, counted: Lines, least: int) -> WorkTable:
    """Return the lines of a table: all of them are parts of the total."""
    found: dict[str, dict[bool, VisitCounts]] = {}
    for (name, is_now), counts in counted.items():
        found.setdefault(name, {})[is_now] = counts
    was = {name: of[False] for name, of in found.items() if False in of}
    kept = suppress([*was], lambda one: was[one].customers, least=least, total_shown=True).shown
    lines = [
        WorkLine(name=name, now=of[True], before=was[name] if name in kept else _NO_VISITS)
        for name, of in found.items()
        if True in of
    ]
    told = suppress(lines, lambda one: one.now.customers, least=least, total_shown=True)
    clock = [name for name, _ in PARTS] if table == "time" else []
    ranked = sorted(
        told.shown,
        key=lambda one: (clock.index(one.name) if clock else -one.now.visits, one.name),
    )
    return WorkTable(lines=tuple(ranked), left_out=told.left_out)


def _whole_weeks(window: Window) -> Window:
    """Return the whole weeks up to the window's end."""
    return Window.before(window.until, days=max(window.days // WEEK, 1) * WEEK)


def _weeks(counted: Lines, window: Window) -> tuple[Point, ...]:
    """Return the share of resolved visits in each whole week up to the window's end."""
    span = _whole_weeks(window)
    weeks = span.days // WEEK
    found = {int(week): counts for (week, _), counts in counted.items()}
    told = set(suppress([*found], lambda week: found[week].customers, total_shown=True).shown)
    points = []
    for week in range(weeks):
        counts = found.get(week, _NO_VISITS)
        shown = week in told
        resolved = counts.counts[WorkOutcome.RESOLVED]
        points.append(
            Point(
                week=span.since + timedelta(days=week * WEEK),
                count=resolved if shown else None,
                of=counts.visits,
                rate=wilson(resolved, counts.visits) if shown else None,
            )
        )
    return tuple(points)
