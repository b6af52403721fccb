"""Say which assertions each part makes of the newest figures. Pure.

Nothing is asserted of fewer than five customers, nor without an interval. Where many things are
looked at in turn, they share the risk of one (Bonferroni).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    AssertionEvidence,
    AssertionSubject,
    EvidenceKind,
    Predicate,
    SubjectKind,
    reference_of,
)
from assistant.improvement.assertions.compared_effects import effect_between
from assistant.improvement.changes.change_set import ChangeEffect, ChangeKind, ChangeSet
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.outreach.message_ledger import (
    WANTED,
    EffectLine,
    TriggerLedger,
    TriggerVerdict,
)
from assistant.improvement.quality.failing_checks import worsening
from assistant.insights.insight import (
    LEAST_CUSTOMERS,
    Insight,
    Kind,
    Status,
    Unit,
    Window,
)
from assistant.insights.queries.complaint_query import ComplaintLine
from assistant.insights.queries.quality_views import CheckLine
from assistant.insights.queries.report_views import VisitCounts, WorkLine, WorkOutcome
from assistant.insights.statistics.intervals import LEVEL, Rate, newcombe, wilson
from assistant.kit.experiments.experiment import ArmFigure, Experiment
from assistant.kit.experiments.long_holdout import HOLDOUT

MAINLY = 0.5
"""Share of a product's complaints that one cause surely exceeds, to be called the main one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedFigures:
    """Hold the newest figures of all parts."""

    found: Sequence[Insight] = ()  # by the last build
    measured: Sequence[Insight] = ()  # whose effect is known
    topics: Sequence[WorkLine] = ()  # of the report
    window: Window  # of the report
    complaints: Sequence[ComplaintLine] = ()
    complaint_window: Window
    failing: Sequence[CheckLine] = ()
    check_window: Window
    changes: Sequence[ChangeSet] = ()  # published
    closed: Collection[str] = ()  # ids of change sets taken back, rejected or expired
    experiments: Sequence[Experiment] = ()
    ledgers: Sequence[TriggerLedger] = ()


def assert_all(figures: ObservedFigures) -> list[AssertedThing]:
    """Return everything that the parts assert of the newest figures."""
    return [
        *_merchandising(figures.found),
        *_topics(figures.topics, figures.window),
        *_main_causes(figures.complaints, figures.complaint_window),
        *_answers(figures.changes),
        *_checks(figures.failing, figures.check_window),
        *_experiments(
            one
            for one in figures.experiments
            if one.kind != HOLDOUT and one.change_id not in figures.closed
        ),
        *_works(figures.measured),
        *_messages(figures.ledgers),
    ]


FOUND: Mapping[Kind, tuple[Predicate, SubjectKind]] = {
    Kind.UNMET_DEMAND: (Predicate.IS_SOUGHT, SubjectKind.DEMAND),
    Kind.OUT_OF_STOCK_DEMAND: (Predicate.IS_SOLD_OUT, SubjectKind.PRODUCT),
    Kind.MISSING_ATTRIBUTE: (Predicate.PAGE_LACKS, SubjectKind.PRODUCT),
    Kind.SIZE_CONFUSION: (Predicate.SIZE_CONFUSES, SubjectKind.PRODUCT),
    Kind.CONTENT_GAP: (Predicate.HAS_NO_PAGE, SubjectKind.TOPIC),
    Kind.PRICE_OBJECTION: (Predicate.IS_TOO_DEAR, SubjectKind.PRODUCT),
    Kind.DEFECT_CLUSTER: (Predicate.HAS_DEFECT, SubjectKind.PRODUCT),
    Kind.POLICY_FRICTION: (Predicate.SETTLES_LESS, SubjectKind.PAGE),
}
"""The predicate of each type of insight that says what is to be done; others stay insights."""

_AT_WORK = frozenset({Status.OPEN, Status.ACCEPTED})


def _merchandising(found: Iterable[Insight]) -> Iterator[AssertedThing]:
    for one in found:
        if one.finding.kind not in FOUND or one.status not in _AT_WORK:
            continue
        predicate, kind = FOUND[one.finding.kind]
        finding, about = one.finding, one.finding.subject
        by_kind = {SubjectKind.PRODUCT: about.product_id, SubjectKind.TOPIC: about.topic}
        measure = finding.measure
        yield AssertedThing(
            part=AssertingPart.MERCHANDISING,
            predicate=predicate,
            subject=_subject(kind, by_kind.get(kind, one.insight_id)),
            evidence=_evidence(
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


def _topics(lines: Sequence[WorkLine], window: Window) -> Iterator[AssertedThing]:
    """Yield the topics on which more stays open, or goes to people, than before."""
    looked = {
        Predicate.UNANSWERED_MORE: WorkOutcome.UNANSWERED,
        Predicate.HANDED_OVER_MORE: WorkOutcome.HANDED_OVER,
    }
    named = [one for one in lines if one.name]
    level = 1 - (1 - LEVEL) / max(1, len(named) * len(looked))
    for line in named:
        for predicate, outcome in looked.items():
            more = _difference(line.now, line.before, outcome, level)
            if line.now.is_hidden or line.before.is_hidden or more.low <= 0:
                continue
            yield AssertedThing(
                part=AssertingPart.SERVICE,
                predicate=predicate,
                subject=_subject(SubjectKind.TOPIC, line.name),
                evidence=_evidence(
                    EvidenceKind.REPORT,
                    line.name,
                    more,
                    window,
                    count=line.now.visits + line.before.visits,
                    customers=line.now.customers,
                ),
                weight=more.low * line.now.visits,
            )


def _difference(now: VisitCounts, before: VisitCounts, outcome: WorkOutcome, level: float) -> Rate:
    return newcombe(
        now.counts[outcome], now.visits, before.counts[outcome], before.visits, level=level
    )


def _main_causes(lines: Iterable[ComplaintLine], window: Window) -> Iterator[AssertedThing]:
    """Yield the cause that surely most complaints about a product have."""
    for line in lines:
        share = wilson(line.count, line.of)
        if line.customers < LEAST_CUSTOMERS or share.low <= MAINLY:
            continue
        yield AssertedThing(
            part=AssertingPart.SERVICE,
            predicate=Predicate.MAIN_CAUSE,
            subject=_subject(SubjectKind.PRODUCT, line.product_id),
            measure=AssertedMeasure(line.cause),
            evidence=_evidence(
                EvidenceKind.COMPLAINTS,
                line.product_id,
                share,
                window,
                count=line.count,
                of=line.of,
                customers=line.customers,
            ),
            weight=share.low * line.of,
        )


def _answers(changes: Iterable[ChangeSet]) -> Iterator[AssertedThing]:
    """Yield the worth of new answers: how much less often their question is not met.

    An edit is left out: its question had an answer before, so it moves that share little.
    """
    for one in changes:
        effect = one.effect
        if effect is None or one.before or one.kind is not ChangeKind.VERIFIED:
            continue
        less = Rate(value=-effect.difference, low=-effect.high, high=-effect.low)
        share = effect.before / max(1, effect.of_before)
        predicate = effect_between(effect.verdict, less, share)
        if predicate is None:
            continue
        yield AssertedThing(
            part=AssertingPart.SERVICE,
            predicate=predicate,
            subject=_subject(SubjectKind.CHANGE, one.change_id),
            measure=AssertedMeasure.UNANSWERED,
            evidence=_evidence(
                EvidenceKind.CHANGE,
                one.change_id,
                less,
                None,
                count=_asked(effect),
                customers=one.customers,
            ),
            weight=_surely(less) * effect.of_after,
        )


def _asked(effect: ChangeEffect) -> int:
    return effect.of_before + effect.of_after


def _checks(failing: Iterable[CheckLine], window: Window) -> Iterator[AssertedThing]:
    for line in failing:
        more = worsening(line)
        yield AssertedThing(
            part=AssertingPart.QUALITY,
            predicate=Predicate.FAILS_MORE,
            subject=_subject(SubjectKind.CHECK, line.check),
            evidence=_evidence(
                EvidenceKind.CHECK,
                line.check,
                more,
                window,
                count=line.now.checked + line.before.checked,
                customers=line.now.customers,
            ),
            weight=more.low * line.now.checked,
        )


_BY_EXPERIMENT: Mapping[str, Predicate] = {
    ExperimentVerdict.BETTER: Predicate.HELPS,
    ExperimentVerdict.NO_DIFFERENCE: Predicate.HAS_NO_EFFECT,
    ExperimentVerdict.WORSE: Predicate.HARMS,
    ExperimentVerdict.HARMFUL: Predicate.HARMS,
}
"""The predicate of each verdict that says something for good."""

_MEASURES = frozenset(str(one) for one in AssertedMeasure)


def _experiments(experiments: Iterable[Experiment]) -> Iterator[AssertedThing]:
    for one in experiments:
        look = one.look
        predicate = _BY_EXPERIMENT.get(look.verdict) if look else None
        if look is None or predicate is None:
            continue
        harmed = [guard for guard in look.guards if guard.harmed]
        is_harm = look.verdict == ExperimentVerdict.HARMFUL and harmed
        figure = harmed[0] if is_harm else look.primary
        better = _better(figure)
        if better is None or str(figure.metric) not in _MEASURES:
            continue
        began = one.began_at or one.proposed_at
        yield AssertedThing(
            part=AssertingPart.EXPERIMENTS,
            predicate=predicate,
            subject=_subject(SubjectKind.CHANGE, one.change_id),
            measure=AssertedMeasure(str(figure.metric)),
            evidence=_evidence(
                EvidenceKind.EXPERIMENT,
                one.experiment_id,
                better,
                Window(since=began.date(), until=look.at.date()),
                count=look.control + look.changed,
            ),
            weight=_surely(better) * look.changed,
        )


def _better(figure: ArmFigure) -> Rate | None:
    """Return the difference of a metric of which more is good; None: it has no interval yet."""
    if figure.low is None or figure.high is None:
        return None
    if figure.metric.more_is_better:
        return Rate(value=figure.value, low=figure.low, high=figure.high)
    return Rate(value=-figure.value, low=-figure.high, high=-figure.low)


def _works(measured: Iterable[Insight]) -> Iterator[AssertedThing]:
    """Yield the worth of the work that people did on insights."""
    for one in measured:
        effect = one.effect
        if effect is None or one.finding.kind not in FOUND:
            continue
        if effect.after.unit in {Unit.DAYS, Unit.UNITS_SOLD}:
            continue  # no share of conversations
        less = Rate(
            value=-effect.difference.value, low=-effect.difference.high, high=-effect.difference.low
        )
        predicate = effect_between(effect.verdict, less, effect.before.rate.value)
        if predicate is None:
            continue
        window = Window(since=effect.before_window.since, until=effect.after_window.until)
        yield AssertedThing(
            part=AssertingPart.EXPERIMENTS,
            predicate=predicate,
            subject=_subject(SubjectKind.WORK, one.insight_id),
            measure=AssertedMeasure.FREQUENCY,
            evidence=_evidence(
                EvidenceKind.WORK,
                one.insight_id,
                less,
                window,
                count=int(effect.before.of + effect.after.of),
                customers=effect.before.customers + effect.after.customers,
            ),
            weight=_surely(less) * effect.after.of,
        )


_BY_LEDGER: Mapping[TriggerVerdict, Predicate] = {
    TriggerVerdict.HELPS: Predicate.HELPS,
    TriggerVerdict.NOTHING: Predicate.HAS_NO_EFFECT,
    TriggerVerdict.HARMS: Predicate.HARMS,
}


def _messages(ledgers: Iterable[TriggerLedger]) -> Iterator[AssertedThing]:
    """Yield the worth of messages that the shop writes first, by the effect that decides it."""
    wanted = {Predicate.HELPS: True, Predicate.HARMS: False}
    for one in ledgers:
        predicate = _BY_LEDGER.get(one.verdict)
        if predicate is None:
            continue
        told = [
            (line, better)
            for line in one.lines
            if line.is_good is wanted.get(predicate) and (better := _good(line)) is not None
        ]
        if not told:
            continue
        line, better = max(told, key=lambda pair: _surely(pair[1]))
        yield AssertedThing(
            part=AssertingPart.OUTREACH,
            predicate=predicate,
            subject=_subject(SubjectKind.TRIGGER, one.trigger),
            measure=AssertedMeasure(str(line.effect)),
            evidence=_evidence(
                EvidenceKind.LEDGER, one.trigger, better, None, count=one.written + one.held_out
            ),
            weight=_surely(better) * one.written,
        )


def _good(line: EffectLine) -> Rate | None:
    if line.low is None or line.high is None:
        return None
    if WANTED[line.effect] > 0:
        return Rate(value=line.value, low=line.low, high=line.high)
    return Rate(value=-line.value, low=-line.high, high=-line.low)


def _surely(difference: Rate) -> float:
    """Return the size of a difference at the end of its interval that is nearer to nothing."""
    return max(0.0, difference.low, -difference.high)


def _subject(kind: SubjectKind, some_id: str) -> AssertionSubject:
    return AssertionSubject(kind=kind, reference=reference_of(some_id))


def _evidence(
    kind: EvidenceKind,
    some_id: str,
    rate: Rate,
    window: Window | None,
    *,
    count: int,
    of: float = 0.0,
    customers: int = 0,
) -> AssertionEvidence:
    return AssertionEvidence(
        kind=kind,
        reference=reference_of(some_id),
        count=count,
        of=of,
        customers=customers,
        value=rate.value,
        low=rate.low,
        high=rate.high,
        since=window.since if window else None,
        until=window.until if window else None,
    )
