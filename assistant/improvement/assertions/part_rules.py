"""Say which assertions each part makes of the newest figures. Pure.

Nothing is asserted of fewer than five customers, nor without an interval. Where many things are
looked at in turn, they share the risk of one (Bonferroni), over the nights of a year, too.

An assertion is posted where its whole interval lies beyond a bound, and stands until the value
itself comes back over it. With one bound for both it would come and go with every build.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    EvidenceKind,
    Predicate,
    SubjectKind,
)
from assistant.improvement.assertions.effect_rules import (
    assert_answers,
    assert_experiments,
    assert_messages,
    assert_works,
)
from assistant.improvement.assertions.observed_figures import (
    FOUND,
    MAINLY,
    ObservedFigures,
    ObservedThing,
    evidence_of,
    subject_of,
    surely,
)
from assistant.improvement.assertions.return_rules import assert_return_effects, assert_returns
from assistant.improvement.quality.failing_checks import compared, fails_more, worsening
from assistant.insights.insight import LEAST_CUSTOMERS, Status
from assistant.insights.queries.report_views import VisitCounts, WorkOutcome
from assistant.insights.statistics.intervals import Rate, level_of_looks, newcombe, wilson


def observe(figures: ObservedFigures) -> list[ObservedThing]:
    """Return everything that the figures show, firmly or not."""
    return [one for rule in RULES for one in rule(figures)]


AT_WORK = (Status.OPEN, Status.ACCEPTED)


def _merchandising(figures: ObservedFigures) -> Iterator[ObservedThing]:
    firm = {one.insight_id for one in figures.found}
    for one in (*figures.found, *figures.faded):
        if one.finding.kind not in FOUND or one.status not in AT_WORK:
            continue
        predicate, kind = FOUND[one.finding.kind]
        finding, about, measure = one.finding, one.finding.subject, one.finding.measure
        by_kind = {SubjectKind.PRODUCT: about.product_id, SubjectKind.TOPIC: about.topic}
        thing = AssertedThing(
            part=AssertingPart.MERCHANDISING,
            predicate=predicate,
            subject=subject_of(kind, by_kind.get(kind, one.insight_id)),
            evidence=evidence_of(
                EvidenceKind.INSIGHT,
                one.insight_id,
                measure.rate,
                finding.window,
                count=measure.count,
                of=measure.of,
                customers=measure.customers,
            ),
            weight=measure.rate.low * measure.of,
        )
        yield ObservedThing(thing, one.insight_id in firm)


def _topics(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the topics on which more stays open, or goes to people, than before."""
    looked = {
        Predicate.UNANSWERED_MORE: WorkOutcome.UNANSWERED,
        Predicate.HANDED_OVER_MORE: WorkOutcome.HANDED_OVER,
    }
    named = [one for one in figures.topics if one.name]
    level = level_of_looks(len(named) * len(looked))
    for line in named:
        for predicate, outcome in looked.items():
            more = _difference(line.now, line.before, outcome, level)
            if line.now.is_hidden or line.before.is_hidden or more.value <= 0:
                continue
            thing = AssertedThing(
                part=AssertingPart.SERVICE,
                predicate=predicate,
                subject=subject_of(SubjectKind.TOPIC, line.name),
                evidence=evidence_of(
                    EvidenceKind.REPORT,
                    line.name,
                    more,
                    figures.window,
                    count=line.now.visits + line.before.visits,
                    customers=line.now.customers,
                ),
                weight=surely(more) * line.now.visits,
            )
            yield ObservedThing(thing, more.low > 0)


def _difference(now: VisitCounts, before: VisitCounts, outcome: WorkOutcome, level: float) -> Rate:
    return newcombe(
        now.counts[outcome], now.visits, before.counts[outcome], before.visits, level=level
    )


def _main_causes(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the cause that most complaints about a product have."""
    for line in figures.complaints:
        share = wilson(line.count, line.of)
        if line.customers < LEAST_CUSTOMERS or share.value <= MAINLY:
            continue
        thing = AssertedThing(
            part=AssertingPart.SERVICE,
            predicate=Predicate.MAIN_CAUSE,
            subject=subject_of(SubjectKind.PRODUCT, line.product_id),
            measure=AssertedMeasure(line.cause),
            evidence=evidence_of(
                EvidenceKind.COMPLAINTS,
                line.product_id,
                share,
                figures.complaint_window,
                count=line.count,
                of=line.of,
                customers=line.customers,
            ),
            weight=share.low * line.of,
        )
        yield ObservedThing(thing, share.low > MAINLY)


def _checks(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the checks that fail more often than before."""
    for line in figures.checks:
        if not compared(line) or (more := worsening(line)).value <= 0:
            continue
        thing = AssertedThing(
            part=AssertingPart.QUALITY,
            predicate=Predicate.FAILS_MORE,
            subject=subject_of(SubjectKind.CHECK, line.check),
            evidence=evidence_of(
                EvidenceKind.CHECK,
                line.check,
                more,
                figures.check_window,
                count=line.now.checked + line.before.checked,
                customers=line.now.customers,
            ),
            weight=surely(more) * line.now.checked,
        )
        yield ObservedThing(thing, fails_more(line))


RULES: Sequence[Callable[[ObservedFigures], Iterable[ObservedThing]]] = (
    _merchandising,
    _topics,
    _main_causes,
    assert_returns,
    assert_return_effects,
    assert_answers,
    _checks,
    assert_experiments,
    assert_works,
    assert_messages,
)
"""The rules of all parts."""
