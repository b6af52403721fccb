"""Make the look of an experiment from the sums of its visitors, by arm and day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import isfinite

import numpy as np

from assistant.improvement.experiments.experiment_verdict import (
    NOVELTY,
    ExperimentLook,
    guard_difference,
    harmed_guards,
    judge,
)
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.insights.statistics.arm_comparison import (
    ArmDifference,
    ArmSums,
    compare_arms,
    ratio_evidence,
    unknown,
)
from assistant.insights.statistics.rate_plan import cautious_rate
from assistant.kit.experiments.experiment import (
    OF_ORDERS,
    ArmFigure,
    Experiment,
    KeptLook,
    VisitorMetric,
)

SETTLED_DAYS = 4
"""Days after which all of a day's visitors are known to be resolved, or not: 72 hours and one."""

WORTH_DAYS = 31
"""The same of the value of their orders, and of what they send back: thirty days and one."""

LEAST_ORDERS = 30
"""Visitors who ordered, in each arm, before an interval of amounts is told.

With fewer the spread of an arm is not known: see `outreach.figure_comparison.LEAST_ORDERS`.
"""

_ARMS = (False, True)  # as it is, with the change
_LATE = {*OF_ORDERS, VisitorMetric.RETURNED}


def settled_days(metric: VisitorMetric) -> int:
    """Return the days after the exposure until a metric of a visitor is known for good."""
    return WORTH_DAYS if metric in _LATE else SETTLED_DAYS


def look_at(experiment: Experiment, days: Sequence[ExposedDay], *, at: datetime) -> KeptLook:
    """Return the figures and the verdict of an experiment as of `at`, aware.

    Visitors count once their time to be measured is over; for guards and the split, at once, but
    for orders and returns.
    """
    shares = sorted({one.share for one in days}) or [experiment.share]
    known = _settled(days, experiment.metric, at)
    control, changed = _arms(known, shares, experiment.metric)
    whole = compare_arms(control, changed, planned=experiment.planned)
    if experiment.metric in OF_ORDERS and not any(one.sums[experiment.metric] for one in known):
        whole = unknown(whole)  # no sale of a visitor is known: it says nothing about orders
    newer = _newer(known, shares, experiment)
    primary = _figure(experiment.metric, control, changed, whole)
    last_stage = _last_stage(experiment, known, shares)
    worth = _settled(days, VisitorMetric.ORDER_VALUE, at)
    guards = _guards(experiment, days, shares, at)
    exposed = [_sums(days, shares, experiment.metric, changed=each).n for each in _ARMS]
    ratio_p = float(ratio_evidence(exposed[0], exposed[1], np.asarray(shares)))
    sign = 1.0 if experiment.metric.more_is_better else -1.0
    low, high = sorted((sign * float(whole.low), sign * float(whole.high)))
    look = ExperimentLook(
        days=_days(experiment, at),
        value=sign * primary.value,
        low=low,
        high=high,
        newer_low=min(sign * float(newer.low), sign * float(newer.high)),
        information=_information(experiment, whole, control, changed),
        ratio_p=ratio_p,
        harmed=tuple(one.metric for one in guards if one.harmed),
        turned=last_stage is not None and last_stage.harmed,
    )
    return KeptLook(
        at=at,
        days=look.days,
        control=int(exposed[0].sum()),
        changed=int(exposed[1].sum()),
        counted=sum(one.visitors for one in known),
        information=look.information,
        ratio_p=ratio_p,
        explained=_finite(float(whole.explained)) or 0.0,
        primary=primary,
        guards=guards,
        verdict=judge(look, least=experiment.least),
        orders=_of_orders(experiment, worth, shares, VisitorMetric.ORDER_VALUE),
        traced=_of_orders(experiment, worth, shares, VisitorMetric.TRACED),
        orders_changed=sum(one.visitors for one in worth if one.changed),
        last_stage=last_stage,
    )


def _information(
    experiment: Experiment, whole: ArmDifference, control: ArmSums, changed: ArmSums
) -> float:
    """Return the part of the planned sample that is there; 1: all of it.

    A plan is made for the greatest spread of a share. Few visitors order, so that of them it is the
    spread that both arms have together, of the most that the counts allow and the least difference
    worth having. The interval does not follow it, so that it goes on to hold at every look.
    """
    information, visitors = float(whole.information), (control.n + changed.n).sum()
    if experiment.metric is not VisitorMetric.ORDERED or not visitors:
        return information
    ordered = (control.y + changed.y).sum()
    rate = min(0.5, float(cautious_rate(ordered, visitors)) + experiment.least)
    return information / (4 * rate * (1 - rate))


def _of_orders(
    experiment: Experiment,
    known: Sequence[ExposedDay],
    shares: Sequence[float],
    metric: VisitorMetric,
) -> ArmFigure | None:
    """Return a metric of orders of both arms, of visitors whose thirty days are over.

    None: no sale of any of them is known.
    """
    if not any(one.sums[VisitorMetric.ORDER_VALUE] for one in known):
        return None
    control, changed = _arms(known, shares, metric)
    found = compare_arms(control, changed, planned=experiment.planned)
    return _figure(metric, control, changed, _told(metric, found, known))


def _guards(
    experiment: Experiment, days: Sequence[ExposedDay], shares: Sequence[float], at: datetime
) -> tuple[ArmFigure, ...]:
    """Return the figures of the guards; those of the metric itself are none.

    In the last stage, those of its visitors alone, but for orders and returns: these tell of the
    stage before.
    """
    guards = [one for one in experiment.guards if one is not experiment.metric]
    recent, count = _of_last_stage(experiment, days), _guards_of(experiment)
    figures = []
    for one in guards:
        counted = recent if recent is not None else days
        if one in _LATE:
            counted = _settled(days, one, at)
        control, changed = _arms(counted, shares, one)
        found = guard_difference(control, changed, planned=experiment.planned, guards=count)
        found = _told(one, found, counted)
        harmed = bool(harmed_guards({one: found}, {one: one.more_is_better}))
        figures.append(_figure(one, control, changed, found, harmed=harmed))
    return tuple(figures)


def _told(
    metric: VisitorMetric, found: ArmDifference, counted: Sequence[ExposedDay]
) -> ArmDifference:
    """Return a difference; one of amounts without an interval while too few visitors ordered."""
    few = metric.is_amount and _fewest_orders(counted) < LEAST_ORDERS
    return unknown(found) if few else found


def _fewest_orders(days: Sequence[ExposedDay]) -> float:
    """Return the visitors who ordered, of the arm with fewer of them."""
    metric = VisitorMetric.ORDERED
    return min(sum(one.sums[metric] for one in days if one.changed is each) for each in _ARMS)


def _last_stage(
    experiment: Experiment, known: Sequence[ExposedDay], shares: Sequence[float]
) -> ArmFigure | None:
    """Return the metric of the last stage's visitors, watched as a guard; None: there is none."""
    recent, metric = _of_last_stage(experiment, known), experiment.metric
    if recent is None:
        return None
    control, changed = _arms(recent, shares, metric)
    found = guard_difference(
        control, changed, planned=experiment.planned, guards=_guards_of(experiment)
    )
    harmed = bool(harmed_guards({metric: found}, {metric: metric.more_is_better}))
    return _figure(metric, control, changed, found, harmed=harmed)


def _of_last_stage(
    experiment: Experiment, days: Sequence[ExposedDay]
) -> Sequence[ExposedDay] | None:
    """Return the visitors who came in the last stage; None: it has not begun."""
    if experiment.last_stage_since is None or not experiment.held_back:
        return None
    return [one for one in days if one.share == experiment.share]


def _guards_of(experiment: Experiment) -> int:
    """Return how many guards share the risk; in the last stage, the metric is one of them."""
    guards = sum(one is not experiment.metric for one in experiment.guards)
    return guards + (experiment.last_stage_since is not None)


def _settled(days: Sequence[ExposedDay], metric: VisitorMetric, at: datetime) -> list[ExposedDay]:
    """Return the days whose visitors' time to be measured is over."""
    wait = timedelta(days=settled_days(metric))
    return [one for one in days if one.day + wait <= at.date()]


def _days(experiment: Experiment, at: datetime) -> int:
    return (at - (experiment.began_at or experiment.proposed_at)).days


def _newer(
    known: Sequence[ExposedDay], shares: Sequence[float], experiment: Experiment
) -> ArmDifference:
    """Return the difference of the visitors who came after `NOVELTY` of the days."""
    dates = sorted({one.day for one in known}) or [date.max]
    begun = dates[0] + (dates[-1] - dates[0]) * NOVELTY
    later = [one for one in known if one.day >= begun]
    control, changed = _arms(later, shares, experiment.metric)
    return compare_arms(control, changed, planned=(1 - NOVELTY) * experiment.planned)


def _arms(
    days: Sequence[ExposedDay], shares: Sequence[float], metric: VisitorMetric
) -> tuple[ArmSums, ArmSums]:
    """Return the sums of both arms, that of the change last."""
    control, changed = (_sums(days, shares, metric, changed=each) for each in _ARMS)
    return control, changed


def _sums(
    days: Iterable[ExposedDay], shares: Sequence[float], metric: VisitorMetric, *, changed: bool
) -> ArmSums:
    """Return the sums of an arm by stage."""
    table = np.zeros((6, len(shares)))
    for one in days:
        if one.changed is not changed:
            continue
        table[:, shares.index(one.share)] += (
            one.visitors,
            one.sums[metric],
            one.squares[metric],
            one.before[metric],
            one.before_squares[metric],
            one.before_products[metric],
        )
    n, y, yy, x, xx, xy = table
    return ArmSums(n=n, y=y, yy=yy, x=x, xx=xx, xy=xy)


def _figure(
    metric: VisitorMetric,
    control: ArmSums,
    changed: ArmSums,
    found: ArmDifference,
    *,
    harmed: bool = False,
) -> ArmFigure:
    low, high = _finite(float(found.low)), _finite(float(found.high))
    return ArmFigure(
        metric=metric,
        control=_mean(control),
        changed=_mean(changed),
        value=_finite(float(found.value)) or 0.0,
        low=low,
        high=high,
        harmed=harmed,
    )


def _mean(arm: ArmSums) -> float:
    n = float(arm.n.sum())
    return float(arm.y.sum()) / n if n else 0.0


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None
