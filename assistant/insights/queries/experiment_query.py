"""Build the query of an experiment: the metrics of visitors from their exposure on, by arm and day.

A visitor is a customer, over all channels once they are known; the arm is that of their first
exposure, whatever came later (intention to treat).
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr import types as ir

from assistant.insights.analysis_rows import (
    QualityName,
    QualityVerdict,
    SignalType,
    VisitOutcome,
)
from assistant.insights.imports.import_payloads import utc
from assistant.insights.insight import Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.projection.fresh_talks import COMPLAINTS, FRESH_METRICS
from assistant.insights.queries.assisted_orders import join_rank
from assistant.insights.queries.experiment_views import ExposedDay, ExposedVisitor
from assistant.insights.queries.report_query import judged_visits
from assistant.insights.queries.report_views import WorkOutcome
from assistant.kit.experiments.experiment import VisitorMetric

WATCHED_S = 72 * 3600
"""Seconds from the exposure in which a visitor's visits count, as of resolved visits."""

BEFORE_DAYS = 28
"""Days before the exposure, of which it is known whether their visits were resolved."""

WORTH_S = 30 * 24 * 3600
"""Seconds from the exposure in which a visitor's orders and returns count."""

_LATEST_S = 10**11
"""More seconds than any moment has since 1970."""

_OPEN = (VisitOutcome.UNANSWERED, VisitOutcome.SILENT)


def exposed_days(
    lake: Lake, tables: Tables, experiment_id: str, *, since: date, until: date
) -> list[ExposedDay]:
    """Return the sums of an experiment, of visitors exposed from `since` and before `until`."""
    visits, first = _first_exposures(tables, experiment_id, since, until)
    visitors = _outcomes(tables, first, visits)
    past = _past(first, visits)
    known = visitors.left_join(past, visitors.visitor == past.past_visitor)
    known = known.mutate(x=known.past.fill_null(0.0))
    earned = _earned(tables, first)
    valued = known.left_join(earned, known.visitor == earned.buyer)
    worth = valued.earned.fill_null(0.0)
    valued = valued.mutate(order_value=worth, ordered=(worth > 0).cast("float64"))
    senders = _returned(tables, first, visits)
    whole = valued.left_join(senders, valued.visitor == senders.sender)
    whole = whole.mutate(returned=whole.sender.notnull().cast("float64"))
    summed = {f"sum_{one}": whole[str(one)].sum() for one in VisitorMetric}
    squared = {f"sq_{one}": (whole[str(one)] * whole[str(one)]).sum() for one in VisitorMetric}
    found = whole.group_by(day=whole.exposed_at.date(), arm=whole.arm).agg(
        visitors=whole.count(),
        x=whole.x.sum(),
        xx=(whole.x * whole.x).sum(),
        xy=(whole.x * whole.resolved).sum(),
        **summed,
        **squared,
    )
    return sorted(map(_day, lake.rows(found)), key=lambda one: (one.day, one.share, one.changed))


def exposed_visitors(
    lake: Lake,
    tables: Tables,
    experiment_id: str,
    keys: Collection[str],
    *,
    since: date,
    until: date,
) -> list[ExposedVisitor]:
    """Return the visitors of an experiment with one of these `keys`, of contacts or customers.

    They were exposed from `since` and before `until`; one for each of their contacts.
    """
    visits, first = _first_exposures(tables, experiment_id, since, until)
    wanted = sorted(keys)
    own = visits.contact_key.isin(wanted) | visits.customer_key.isin(wanted)
    contacts = visits.filter(own).select("contact_key", who="customer_key").distinct()
    found = first.join(contacts, first.visitor == contacts.who)
    asked = found.select("visitor", "contact_key", "began").distinct()
    metrics = _outcomes(tables, first.filter(first.visitor.isin(found.visitor)), visits)
    told = asked.join(metrics, "visitor")
    return [_visitor(row) for row in lake.rows(told)]


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


def _outcomes(tables: Tables, first: ir.Table, visits: ir.Table) -> ir.Table:
    """Return the metrics of each visitor, of visits from that of the exposure on."""
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
    marked = marked.left_join(
        waited,
        (marked.conversation_key == waited.late_in) & (marked.message_id == waited.late_visit),
    )
    soon = (marked["at"].epoch_seconds() <= first.exposed_at.epoch_seconds() + WATCHED_S) & (
        marked["at"] >= first.began
    )
    after = first.join(marked, (first.visitor == marked.customer_key) & soon)
    resolved = (after.outcome == WorkOutcome.RESOLVED).cast("float64")
    return after.group_by(["visitor", "arm", "exposed_at"]).agg(
        resolved=resolved.argmin(after["at"]),
        handed_over=_any(after.outcome == WorkOutcome.HANDED_OVER),
        disliked=_any(after.thumbs_down > 0),
        unanswered=_any(after.outcome.isin(_OPEN)),
        complained=_any(after.complaint.notnull()),
        waited=_any(after.late_visit.notnull()),
    )


def _complained(tables: Tables, visits: ir.Table) -> ir.Table:
    """Return the visits in which a person was called for anger, an insult or a threat."""
    signals = tables.signals
    called = signals.filter(
        signals.type == SignalType.HANDED_OFF, signals.value.isin([str(x) for x in COMPLAINTS])
    ).select(talk="conversation_key", called_at="at")
    during = (called.called_at >= visits["at"]) & (called.called_at <= visits.ended_at)
    joined = called.join(visits, (called.talk == visits.conversation_key) & during)
    return joined.select(complained_in=joined.talk, complaint=joined.message_id).distinct()


def _past(first: ir.Table, visits: ir.Table) -> ir.Table:
    """Return how the visits before the exposure went, of each visitor who had some."""
    earlier = visits["at"] < first.began
    joined = first.join(visits, (first.visitor == visits.customer_key) & earlier)
    went = ibis.ifelse(joined.outcome == WorkOutcome.RESOLVED, 1.0, -1.0)
    return joined.group_by(past_visitor=joined.visitor).agg(past=went.mean())


def _earned(tables: Tables, first: ir.Table) -> ir.Table:
    """Return the value of the orders that followed the exposure's conversation, less returns.

    An order that belongs to conversations of two visitors counts for one: the surest join's.
    """
    signals = tables.signals
    counted = signals.filter(signals.type.isin([SignalType.CONVERSION, SignalType.RETURNED]))
    minor = counted.value.nullif("").cast("float64")
    told = [counted.conversation_key, counted.product_id, counted.variant_id, counted.value]
    sold = counted.select(
        talk="conversation_key",
        sold_at="at",
        minor=ibis.ifelse(counted.type == SignalType.RETURNED, -minor, minor),
        kind="type",
        line=ibis.ifelse(counted.sale != "", counted.sale, ibis.literal("|").join(told)),
        place=join_rank(counted.joined_by),
    )
    soon = (sold.sold_at.epoch_seconds() <= first.exposed_at.epoch_seconds() + WORTH_S) & (
        sold.sold_at >= first.exposed_at
    )
    joined = first.join(sold, (first.conversation == sold.talk) & soon)
    order = joined.place * _LATEST_S + joined.exposed_at.epoch_seconds()
    single = joined.group_by(["kind", "line"]).agg(
        visitor=joined.visitor.argmin(order), minor=joined.minor.max()
    )
    return single.group_by(buyer=single.visitor).agg(earned=single.minor.sum())


def _returned(tables: Tables, first: ir.Table, visits: ir.Table) -> ir.Table:
    """Return the visitors who sent something back, by any conversation of theirs."""
    signals = tables.signals
    back = signals.filter(signals.type == SignalType.RETURNED).select(
        talk="conversation_key", back_at="at"
    )
    talks = visits.select("conversation_key", who="customer_key").distinct()
    theirs = back.join(talks, back.talk == talks.conversation_key)
    soon = (theirs.back_at >= first.exposed_at) & (
        theirs.back_at.epoch_seconds() <= first.exposed_at.epoch_seconds() + WORTH_S
    )
    joined = first.join(theirs, (first.visitor == theirs.who) & soon)
    return joined.select(sender=joined.visitor).distinct()


def _any(condition: ir.BooleanColumn) -> ir.FloatingScalar:
    return condition.cast("float64").max()


def _visitor(row: Mapping[str, Any]) -> ExposedVisitor:
    _, changed, share = row["arm"].rsplit("/", 2)
    return ExposedVisitor(
        visitor=row["visitor"],
        contact=row["contact_key"],
        exposed_at=utc(row["exposed_at"]),
        began=utc(row["began"]),
        changed=changed == "1",
        share=float(share),
        harms=frozenset(one for one in FRESH_METRICS if row[str(one)]),
    )


def _day(row: Mapping[str, Any]) -> ExposedDay:
    _, changed, share = row["arm"].rsplit("/", 2)
    return ExposedDay(
        day=row["day"],
        changed=changed == "1",
        share=float(share),
        visitors=row["visitors"],
        sums={one: row[f"sum_{one}"] or 0.0 for one in VisitorMetric},
        squares={one: row[f"sq_{one}"] or 0.0 for one in VisitorMetric},
        before=row["x"],
        before_squares=row["xx"],
        before_products=row["xy"],
    )
