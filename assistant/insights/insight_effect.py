"""Measure the effect of work that was done: a rate before and after, of the same denominator."""

from datetime import date, timedelta

from assistant.insights.insight import (
    Effect,
    EffectVerdict,
    Finding,
    Insight,
    Measurement,
    Unit,
    Window,
)
from assistant.insights.kinds.type_table import TYPES
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ratios import Group, count_one
from assistant.insights.statistics.intervals import Rate, differ, garwood, wilson

DAYS = 28
"""Days compared before and after the day on which the work was done, which is left out."""

SOON = 14
"""Days after which an effect is measured."""

LEAST_TRIALS = 30
"""Least denominator before and after, for a verdict."""


def is_due(insight: Insight, until: date) -> bool:
    """Return whether the insight was done long enough before `until` to measure its effect."""
    return insight.done_on is not None and (until - insight.done_on).days > SOON


def measure_effect(
    lake: Lake, tables: Tables, finding: Finding, *, done_on: date, until: date
) -> Effect:
    """Compare the days after with as many before; days from `until` on are not known yet."""
    after = Window(
        since=done_on + timedelta(days=1),
        until=min(until, done_on + timedelta(days=DAYS + 1)),
    )
    before = Window.before(done_on, days=max(after.days, 1))
    then, now = _measure(lake, tables, finding, before), _measure(lake, tables, finding, after)
    difference = differ(now.rate, then.rate)
    return Effect(
        before=then,
        after=now,
        before_window=before,
        after_window=after,
        difference=difference,
        verdict=verdict_of(then, now, difference),
    )


def _measure(lake: Lake, tables: Tables, finding: Finding, window: Window) -> Measurement:
    type_ = TYPES[finding.kind]
    group = count_one(lake, tables, type_.ratio, finding.subject, window)
    if type_.ratio.unit is Unit.DAYS:
        days = max(window.days, 1)
        return _of(group, days, Unit.DAYS, garwood(group.count, days))
    return _of(group, group.of, type_.ratio.unit, wilson(group.count, group.of))


def _of(group: Group, of: float, unit: Unit, rate: Rate) -> Measurement:
    return Measurement(count=group.count, customers=group.customers, of=of, unit=unit, rate=rate)


def verdict_of(then: Measurement, now: Measurement, difference: Rate) -> EffectVerdict:
    """Return the verdict that the interval of a difference allows."""
    if then.unit is not Unit.DAYS and min(then.of, now.of) < LEAST_TRIALS:
        return EffectVerdict.TOO_FEW
    if difference.high < 0:
        return EffectVerdict.FELL
    return EffectVerdict.ROSE if difference.low > 0 else EffectVerdict.UNDECIDED
