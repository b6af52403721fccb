"""Say the main cause of returns, and the effect of work on them. Pure.

Nobody was drawn for the effect: it compares weeks before and after.
"""

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    EvidenceKind,
    Predicate,
    SubjectKind,
)
from assistant.improvement.assertions.compared_effects import before_and_after
from assistant.improvement.assertions.observed_figures import (
    MAINLY,
    ObservedFigures,
    ObservedThing,
    evidence_of,
    subject_of,
    surely,
)
from assistant.insights.imports.return_figures import ReturnCauseLine, ReturnEffect
from assistant.insights.insight import LEAST_CUSTOMERS, EffectVerdict
from assistant.insights.insight_effect import LEAST_TRIALS
from assistant.insights.statistics.intervals import Rate, differ, wilson

_ONE_WAY = frozenset({"too_small", "too_large"})
"""The causes that say more than `size`."""


def assert_returns(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the cause for which a product mainly comes back: the one that says most."""
    lines = sorted(figures.returns, key=lambda line: line.product_id)
    for _, own in groupby(lines, key=lambda line: line.product_id):
        seen = [(line, _returned_for(line, figures)) for line in own if _may_be_told(line)]
        is_one_way = any(one.is_firm for line, one in seen if line.cause in _ONE_WAY)
        for line, one in seen:
            said_better = is_one_way and line.cause == "size"
            yield ObservedThing(one.thing, one.is_firm and not said_better)


def _may_be_told(line: ReturnCauseLine) -> bool:
    return line.customers >= LEAST_CUSTOMERS and line.count > MAINLY * line.of


def _returned_for(line: ReturnCauseLine, figures: ObservedFigures) -> ObservedThing:
    share = wilson(line.count, line.of)
    thing = AssertedThing(
        part=AssertingPart.MERCHANDISING,
        predicate=Predicate.RETURNED_FOR,
        subject=subject_of(SubjectKind.PRODUCT, line.product_id),
        measure=AssertedMeasure(line.cause),
        evidence=evidence_of(
            EvidenceKind.RETURNS,
            line.product_id,
            share,
            figures.complaint_window,
            count=line.count,
            of=line.of,
            customers=line.customers,
        ),
        weight=share.low * line.of,
    )
    return ObservedThing(thing, share.low > MAINLY)


def assert_return_effects(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield how much less often a product came back after work on it than before."""
    for kind, effects in figures.return_effects.items():
        for one in effects:
            then, now = one.before.rate, one.after.rate
            less = differ(then, now)
            make = partial(
                AssertedThing,
                part=AssertingPart.MERCHANDISING,
                subject=subject_of(kind, one.work.reference),
                measure=AssertedMeasure.PIECES_RETURNED,
                evidence=evidence_of(
                    EvidenceKind.SALES,
                    one.work.product_id,
                    less,
                    one.window,
                    count=int(one.before.pieces + one.after.pieces),
                    customers=one.before.customers + one.after.customers,
                ),
                weight=surely(less) * one.after.pieces,
            )
            yield from before_and_after(make, less, _verdict(one, less), then.value)


def _verdict(effect: ReturnEffect, less: Rate) -> EffectVerdict:
    sides = (effect.before, effect.after)
    if min(one.independent for one in sides) < LEAST_TRIALS:
        return EffectVerdict.TOO_FEW
    if min(one.customers for one in sides) < LEAST_CUSTOMERS:
        return EffectVerdict.TOO_FEW
    if less.low > 0:
        return EffectVerdict.FELL
    return EffectVerdict.ROSE if less.high < 0 else EffectVerdict.UNDECIDED
