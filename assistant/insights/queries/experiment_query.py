"""Build the query of an experiment: the metrics of visitors from their exposure on, by arm and day.

A visitor is a customer, over all channels once they are known; the arm is that of their first
exposure, whatever came later (intention to treat).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr import types as ir

from assistant.conversation.event_base import SENSITIVE, Reason
from assistant.insights.analysis_rows import (
    QualityName,
    QualityVerdict,
    SignalType,
    VisitOutcome,
)
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.assisted_orders import join_rank
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.insights.queries.report_query import judged_visits
from assistant.insights.queries.report_views import WorkOutcome
from assistant.kit.experiments.experiment import VisitorMetric

WATCHED_S = 72 * 3600
"""Seconds from the exposure in which a visitor's visits count, as of resolved visits."""

BEFORE_DAYS = 28
"""Days before the first exposure that visits and orders before are looked for in, at least."""

WORTH_S = 30 * 24 * 3600
"""Seconds from the exposure in which a visitor's orders and returns count."""

_LATEST_S = 10**11
"""More seconds than any moment has since 1970."""

_DAY_S = 24 * 3600
_OPEN = (VisitOutcome.UNANSWERED, VisitOutcome.SILENT)

_COMPLAINTS = frozenset({*SENSITIVE, Reason.ANGER, Reason.INSULT})
"""Reasons of calling a person that are a complaint."""


def exposed_days(
    lake: Lake, tables: Tables, experiment_id: str, *, since: date, until: date
) -> list[ExposedDay]:
    """Return the sums of an experiment, of visitors exposed from `since` and before `until`."""
    visits, first = _first_exposures(tables, experiment_id, since, until)
    told = _told(tables, visits)
    visitors = _outcomes(first, told)
    earned = _earned(tables, first)
    valued = visitors.left_join(earned, visitors.visitor == earned.buyer)
    worth = valued.earned.fill_null(0.0)
    valued = valued.mutate(order_value=worth, ordered=(worth > 0).cast("float64"))
    senders = _returned(tables, first, visits)
    whole = valued.left_join(senders, valued.visitor == senders.sender)
    whole = whole.mutate(returned=whole.sender.notnull().cast("float64"))
    traced = _traced(tables, first, visits)
    whole = whole.left_join(traced, whole.visitor == traced.traced_visitor)
    whole = whole.mutate(traced=whole.traced_visitor.notnull().cast("float64"))
    whole = _with_past(tables, whole, first, told)
    summed = {
        name: value.sum()
        for one in VisitorMetric
        for y, x in [(whole[str(one)], whole[f"past_{one}"])]
        for name, value in {
            f"sum_{one}": y,
            f"sq_{one}": y * y,
            f"x_{one}": x,
            f"xx_{one}": x * x,
            f"xy_{one}": x * y,
        }.items()
    }
    found = whole.group_by(day=whole.exposed_at.date(), arm=whole.arm).agg(
        visitors=whole.count(), **summed
    )
    return sorted(map(_day, lake.rows(found)), key=lambda one: (one.day, one.share, one.changed))


def _first_exposures(
    tables: Tables, experiment_id: str, since: date, until: date
) -> tuple[ir.Table, ir.Table]:
    """Return the visits of a span and some days before, and the first exposure of each visitor."""
    span = Window(since=since - timedelta(days=BEFORE_DAYS), until=until)
    visits = judged_visits(tables, span)
    shown = _exposures(tables, visits, experiment_id)
    first = shown.group_by("visitor").agg(
        exposed_at=shown.exposed_at.min(),
        arm=shown.arm.argmin(shown.exposed_at),
        conversation=shown.conversation.argmin(shown.exposed_at),
        began=shown.began.min(),
    )
    return visits, first


def _exposures(tables: Tables, visits: ir.Table, experiment_id: str) -> ir.Table:
    """Return the exposures with the visitor and the beginning of the visit."""
    signals = tables.signals
    found = signals.filter(
        signals.type == SignalType.EXPOSED, signals.value.startswith(f"{experiment_id}/")
    ).select(talk="conversation_key", exposed_at="at", arm="value")
    during = (found.exposed_at >= visits["at"]) & (found.exposed_at <= visits.ended_at)
    joined = found.join(visits, (found.talk == visits.conversation_key) & during)
    return joined.select(
        "exposed_at",
        "arm",
        visitor=joined.customer_key,
        conversation=joined.talk,
        began=joined["at"],
    )


def _told(tables: Tables, visits: ir.Table) -> ir.Table:
    """Return the visits with a complaint in them, and with a message that waited too long."""
    complained = _complained(tables, visits)
    marked = visits.left_join(
        complained,
        (visits.conversation_key == complained.complained_in)
        & (visits.message_id == complained.complaint),
    )
    late = tables.checks.filter(
        tables.checks.check == QualityName.ANSWER_TIME,
        tables.checks.verdict == QualityVerdict.FAILED,
    ).select(late_in="conversation_key", late_visit="visit_id")
    waited = late.distinct()
    return marked.left_join(
        waited,
        (marked.conversation_key == waited.late_in) & (marked.message_id == waited.late_visit),
    )


def _of_visits(visits: ir.Table) -> Mapping[VisitorMetric, ir.FloatingColumn]:
    """Return the metrics that a visit alone tells, 1 or 0 each."""
    flags = {
        VisitorMetric.RESOLVED: visits.outcome == WorkOutcome.RESOLVED,
        VisitorMetric.HANDED_OVER: visits.outcome == WorkOutcome.HANDED_OVER,
        VisitorMetric.DISLIKED: visits.thumbs_down > 0,
        VisitorMetric.UNANSWERED: visits.outcome.isin(_OPEN),
        VisitorMetric.COMPLAINED: visits.complaint.notnull(),
        VisitorMetric.WAITED: visits.late_visit.notnull(),
    }
    return {one: flag.cast("float64") for one, flag in flags.items()}


def _outcomes(first: ir.Table, told: ir.Table) -> ir.Table:
    """Return the metrics of each visitor: resolved of the first visit, harm of any in 72 hours."""
    soon = (told["at"].epoch_seconds() <= first.exposed_at.epoch_seconds() + WATCHED_S) & (
        told["at"] >= first.began
    )
    after = first.join(told, (first.visitor == told.customer_key) & soon)
    flags = _of_visits(after)
    harms = {str(one): flag.max() for one, flag in flags.items() if not one.more_is_better}
    resolved = flags[VisitorMetric.RESOLVED].argmin(after["at"])
    return after.group_by(["visitor", "arm", "exposed_at"]).agg(resolved=resolved, **harms)


def _complained(tables: Tables, visits: ir.Table) -> ir.Table:
    """Return the visits in which a person was called for anger, an insult or a threat."""
    signals = tables.signals
    called = signals.filter(
        signals.type == SignalType.HANDED_OFF, signals.value.isin([str(x) for x in _COMPLAINTS])
    ).select(talk="conversation_key", called_at="at")
    during = (called.called_at >= visits["at"]) & (called.called_at <= visits.ended_at)
    joined = called.join(visits, (called.talk == visits.conversation_key) & during)
    return joined.select(complained_in=joined.talk, complaint=joined.message_id).distinct()


def _with_past(tables: Tables, visitors: ir.Table, first: ir.Table, told: ir.Table) -> ir.Table:
    """Return visitors with the value of each metric from before their exposure, as `past_...`.

    Of visits it is the share that had it, less that of all visitors with visits before; of money,
    what they spent. Who was not there before has 0: the middle, or nothing spent.
    """
    visited, spent = _past_visits(first, told), _past_orders(tables, first, told)
    known = visitors.left_join(visited, visitors.visitor == visited.earlier_visitor)
    known = known.left_join(spent, known.visitor == spent.earlier_buyer)
    known = known.mutate(past_traced=0.0)  # a trace of long ago leads no order here
    return known.mutate(
        **{f"past_{one}": known[f"past_{one}"].fill_null(0.0) for one in VisitorMetric}
    )


def _past_visits(first: ir.Table, told: ir.Table) -> ir.Table:
    """Return how the visits before the exposure went, of each visitor who had some."""
    earlier = told["at"] < first.began
    joined = first.join(told, (first.visitor == told.customer_key) & earlier)
    flags = {f"past_{one}": flag.mean() for one, flag in _of_visits(joined).items()}
    past = joined.group_by(earlier_visitor=joined.visitor).agg(**flags)
    return past.mutate(**{name: past[name] - past[name].mean() for name in flags})


def _past_orders(tables: Tables, first: ir.Table, told: ir.Table) -> ir.Table:
    """Return the orders and returns before the exposure, of each visitor with either."""
    sold = _sold(tables)
    talks = told.select("conversation_key", who="customer_key").distinct()
    theirs = sold.join(talks, sold.talk == talks.conversation_key)
    earlier = (
        (theirs.sold_at < first.began)
        & _joined_by(theirs, first.began)
        & (theirs.sold_at.epoch_seconds() >= first.began.epoch_seconds() - BEFORE_DAYS * _DAY_S)
    )
    joined = first.join(theirs, (first.visitor == theirs.who) & earlier)
    single = joined.group_by(["visitor", "is_back", "line"]).agg(minor=joined.minor.max())
    past = single.group_by(earlier_buyer=single.visitor).agg(
        past_order_value=single.minor.sum().fill_null(0.0), past_returned=_any(single.is_back)
    )
    return past.mutate(past_ordered=(past.past_order_value > 0).cast("float64"))


def _sold(tables: Tables) -> ir.Table:
    """Return orders and returns with their value in minor units, below 0 of a return.

    `joined_at` is the time of the trace by which they belong to the conversation.
    """
    signals = tables.signals
    counted = signals.filter(signals.type.isin([SignalType.CONVERSION, SignalType.RETURNED]))
    minor = counted.value.nullif("").cast("float64")
    is_back = counted.type == SignalType.RETURNED
    told = [counted.conversation_key, counted.product_id, counted.variant_id, counted.value]
    return counted.select(
        talk="conversation_key",
        sold_at=counted.sold_at.coalesce(counted["at"]),  # a return has the time of its order
        joined_at=counted.joined_at,
        is_back=is_back,
        minor=ibis.ifelse(is_back, -minor, minor),
        line=ibis.ifelse(counted.sale != "", counted.sale, ibis.literal("|").join(told)),
        place=join_rank(counted.joined_by),
    )


def _earned(tables: Tables, first: ir.Table) -> ir.Table:
    """Return the value of the orders that followed the exposure's conversation, less returns.

    An order that belongs to conversations of two visitors counts for one: the surest join's. The
    trace has to be older than the order: who orders, comes back and proves who they are because of
    the order would else bring it into the arm, and who orders and does not come back would not.
    """
    sold = _sold(tables)
    sold = sold.filter(_joined_by(sold, sold.sold_at))
    soon = (sold.sold_at.epoch_seconds() <= first.exposed_at.epoch_seconds() + WORTH_S) & (
        sold.sold_at >= first.exposed_at
    )
    joined = first.join(sold, (first.conversation == sold.talk) & soon)
    order = joined.place * _LATEST_S + joined.exposed_at.epoch_seconds()
    single = joined.group_by(["is_back", "line"]).agg(
        visitor=joined.visitor.argmin(order), minor=joined.minor.max()
    )
    return single.group_by(buyer=single.visitor).agg(earned=single.minor.sum())


def _returned(tables: Tables, first: ir.Table, visits: ir.Table) -> ir.Table:
    """Return the visitors who sent something back, by any conversation of theirs."""
    signals = tables.signals
    back = signals.filter(signals.type == SignalType.RETURNED)
    back = back.mutate(back_at=back.sold_at.coalesce(back["at"]))
    back = back.filter(_joined_by(back, back.back_at)).select("back_at", talk="conversation_key")
    talks = visits.select("conversation_key", who="customer_key").distinct()
    theirs = back.join(talks, back.talk == talks.conversation_key)
    soon = (theirs.back_at >= first.exposed_at) & (
        theirs.back_at.epoch_seconds() <= first.exposed_at.epoch_seconds() + WORTH_S
    )
    joined = first.join(theirs, (first.visitor == theirs.who) & soon)
    return joined.select(sender=joined.visitor).distinct()


def _joined_by(sold: ir.Table, moment: ir.TimestampValue) -> ir.BooleanColumn:
    """Return whether orders were joined to their conversation by a moment."""
    return sold.joined_at.isnull() | (sold.joined_at <= moment)


def _traced(tables: Tables, first: ir.Table, visits: ir.Table) -> ir.Table:
    """Return the visitors whose orders can be known: by a basket, or because they are proven."""
    baskets = tables.signals.filter(tables.signals.type == SignalType.BASKET)
    talks = baskets.select(talk="conversation_key").distinct()
    filled = first.join(talks, first.conversation == talks.talk)
    proven = visits.filter(visits.customer_key != visits.contact_key)
    customers = proven.select(who="customer_key").distinct()
    known = first.join(customers, first.visitor == customers.who)
    return (
        filled.select(traced_visitor="visitor")
        .union(known.select(traced_visitor="visitor"))
        .distinct()
    )


def _any(condition: ir.BooleanColumn) -> ir.FloatingScalar:
    return condition.cast("float64").max()


def _day(row: Mapping[str, Any]) -> ExposedDay:
    _, changed, share = row["arm"].rsplit("/", 2)
    return ExposedDay(
        day=row["day"],
        changed=changed == "1",
        share=float(share),
        visitors=row["visitors"],
        sums={one: row[f"sum_{one}"] or 0.0 for one in VisitorMetric},
        squares={one: row[f"sq_{one}"] or 0.0 for one in VisitorMetric},
        before={one: row[f"x_{one}"] or 0.0 for one in VisitorMetric},
        before_squares={one: row[f"xx_{one}"] or 0.0 for one in VisitorMetric},
        before_products={one: row[f"xy_{one}"] or 0.0 for one in VisitorMetric},
    )
