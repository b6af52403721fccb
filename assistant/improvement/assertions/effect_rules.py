"""Say which effects of its work each part asserts. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    EvidenceKind,
    Predicate,
    SubjectKind,
)
from assistant.improvement.assertions.compared_effects import (
    before_and_after,
    least_of,
    lies_within,
    told_effects,
)
from assistant.improvement.assertions.observed_figures import (
    FOUND,
    ObservedFigures,
    ObservedThing,
    evidence_of,
    subject_of,
    surely,
)
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.outreach.message_ledger import WANTED, EffectLine, TriggerVerdict
from assistant.insights.insight import Unit, Window
from assistant.insights.insight_effect import DAYS
from assistant.insights.statistics.intervals import Rate
from assistant.kit.experiments.experiment import (
    ArmFigure,
    Experiment,
    KeptLook,
    VisitorMetric,
)
from assistant.kit.experiments.long_holdout import HOLDOUT


def assert_answers(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the worth of new answers: how much less often their question is not met.

    An edit is left out: its question had an answer before, so it moves that share little. Of the
    days that grow each night nothing is told until all are there: of many looks one shows
    something by chance.
    """
    for one in figures.changes:
        effect = one.effect
        if effect is None or one.before or one.kind is not ChangeKind.VERIFIED:
            continue
        if effect.days < DAYS:
            continue
        less = Rate(value=-effect.difference, low=-effect.high, high=-effect.low)
        make = partial(
            AssertedThing,
            part=AssertingPart.SERVICE,
            subject=subject_of(SubjectKind.CHANGE, one.change_id),
            measure=AssertedMeasure.UNANSWERED,
            evidence=evidence_of(
                EvidenceKind.CHANGE,
                one.change_id,
                less,
                None,
                count=effect.of_before + effect.of_after,
                customers=one.customers,
            ),
            weight=surely(less) * effect.of_after,
        )
        yield from before_and_after(
            make, less, effect.verdict, effect.before / max(1, effect.of_before)
        )


def assert_works(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield how much less often things came up after people worked on them.

    Nobody was drawn, so it is no experiment: seasons and other changes are in it.
    """
    for one in figures.measured:
        effect = one.effect
        if effect is None or one.finding.kind not in FOUND:
            continue
        if effect.after.unit in {Unit.DAYS, Unit.UNITS_SOLD}:
            continue  # no share of conversations
        more = effect.difference
        less = Rate(value=-more.value, low=-more.high, high=-more.low)
        make = partial(
            AssertedThing,
            part=AssertingPart.SERVICE,
            subject=subject_of(SubjectKind.WORK, one.insight_id),
            measure=AssertedMeasure.FREQUENCY,
            evidence=evidence_of(
                EvidenceKind.WORK,
                one.insight_id,
                less,
                Window(since=effect.before_window.since, until=effect.after_window.until),
                count=int(effect.before.of + effect.after.of),
                customers=effect.before.customers + effect.after.customers,
            ),
            weight=surely(less) * effect.after.of,
        )
        yield from before_and_after(make, less, effect.verdict, effect.before.rate.value)


_BY_EXPERIMENT: Mapping[str, Predicate] = {
    ExperimentVerdict.BETTER: Predicate.HELPS,
    ExperimentVerdict.NO_DIFFERENCE: Predicate.HAS_NO_EFFECT,
    ExperimentVerdict.WORSE: Predicate.HARMS,
    ExperimentVerdict.HARMFUL: Predicate.HARMS,
    ExperimentVerdict.TURNED: Predicate.HARMS,
}
"""The predicate of each verdict that says something for good."""

_MEASURES = frozenset(str(one) for one in AssertedMeasure)


_SPOKEN_FOR = frozenset({VisitorMetric.WAITED})
"""The metrics that quality speaks for, as they are checks of its own."""

_ALSO_TOLD = frozenset({VisitorMetric.RETURNED})
"""The guards of which it is told, too, that they got better, or did not change."""


def assert_experiments(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the worth of changes that visitors drawn at random tried: their metric, and returns.

    Of quality's metrics harm is told, by quality: the metric that was tried may be better.
    """
    for one in figures.experiments:
        look = one.look
        is_out = one.kind == HOLDOUT or one.change_id in figures.closed
        if look is None or is_out or look.verdict == ExperimentVerdict.SPLIT_WRONG:
            continue
        is_harm = look.verdict == ExperimentVerdict.HARMFUL
        harmed = [guard for guard in look.guards if guard.harmed and is_harm]
        for guard in harmed:
            if guard.metric in _SPOKEN_FOR:
                yield from _of_arms(one, look, guard, Predicate.HARMS)
        own = [guard for guard in harmed if guard.metric not in _SPOKEN_FOR]
        if own:
            yield from _of_arms(one, look, own[0], Predicate.HARMS)
            continue
        turned = look.last_stage if look.verdict == ExperimentVerdict.TURNED else None
        yield from _of_arms(one, look, turned or look.primary, _shown_by(look, harmed))
        for guard in look.guards:
            if guard.metric in _ALSO_TOLD:
                least = least_of(guard.control)
                yield from _of_arms(one, look, guard, _of_guard(guard, least), least)


def _shown_by(look: KeptLook, harmed: Sequence[ArmFigure]) -> Predicate | None:
    """Return the effect that the metric shows for good; None: it shows none yet.

    An experiment that harm ended shows no more later: its interval, which holds at every look, is
    all that there will be.
    """
    if harmed:
        better = _better(look.primary)
        return Predicate.HELPS if better is not None and better.low > 0 else None
    return _BY_EXPERIMENT.get(look.verdict)


def _of_guard(guard: ArmFigure, least: float) -> Predicate | None:
    """Return the effect on a guard that shows no harm; None: its interval does not tell."""
    better = _better(guard)
    if better is None:
        return None
    if better.low > 0:
        return Predicate.HELPS
    return Predicate.HAS_NO_EFFECT if lies_within(better, least) else None


def _of_arms(
    one: Experiment,
    look: KeptLook,
    figure: ArmFigure,
    firm: Predicate | None,
    least: float | None = None,
) -> Iterator[ObservedThing]:
    """Yield the effect on one metric, by the part that speaks for it.

    `least` None: the least difference worth having is that of the experiment's own metric.
    """
    better = _better(figure)
    if better is None or str(figure.metric) not in _MEASURES:
        return
    began = one.began_at or one.proposed_at
    is_quality = figure.metric in _SPOKEN_FOR and figure.metric is not one.metric
    make = partial(
        AssertedThing,
        part=AssertingPart.QUALITY if is_quality else AssertingPart.EXPERIMENTS,
        subject=subject_of(SubjectKind.CHANGE, one.change_id),
        measure=AssertedMeasure(str(figure.metric)),
        evidence=evidence_of(
            EvidenceKind.EXPERIMENT,
            one.experiment_id,
            better,
            Window(since=began.date(), until=look.at.date()),
            count=look.control + look.changed,
        ),
        weight=surely(better) * look.changed,
    )
    yield from told_effects(make, better, firm, one.least if least is None else least)


def _better(figure: ArmFigure) -> Rate | None:
    """Return the difference of a metric of which more is good; None: it has no interval yet."""
    return _signed(figure.value, figure.low, figure.high, wants_more=figure.metric.more_is_better)


_BY_LEDGER: Mapping[TriggerVerdict, Predicate] = {
    TriggerVerdict.HELPS: Predicate.HELPS,
    TriggerVerdict.NOTHING: Predicate.HAS_NO_EFFECT,
    TriggerVerdict.HARMS: Predicate.HARMS,
}


def assert_messages(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the worth of messages that the shop writes first, by the effect that decides it."""
    for ledger in figures.ledgers:
        verdict = _BY_LEDGER.get(ledger.verdict)
        judged = [line for line in ledger.lines if line.is_judged]
        seen = [(line, better) for line in judged if (better := _good(line)) is not None]
        firm = [(line, better) for line, better in seen if _shows(line, better, verdict)]
        surest = max(firm, key=lambda pair: surely(pair[1]), default=None)
        for line, better in seen:
            make = partial(
                AssertedThing,
                part=AssertingPart.OUTREACH,
                subject=subject_of(SubjectKind.TRIGGER, ledger.trigger),
                measure=AssertedMeasure(str(line.effect)),
                evidence=evidence_of(
                    EvidenceKind.LEDGER,
                    ledger.trigger,
                    better,
                    None,
                    count=ledger.written + ledger.held_out,
                ),
                weight=surely(better) * ledger.written,
            )
            is_told = surest is not None and surest[0] is line
            for one in told_effects(make, better, verdict if is_told else None, _least(line)):
                if surest is None or one.thing.predicate is verdict:  # no part contradicts itself
                    yield one


def _shows(line: EffectLine, better: Rate, verdict: Predicate | None) -> bool:
    """Tell whether an effect is one by which the verdict on a message may be told."""
    if verdict is Predicate.HAS_NO_EFFECT:
        return lies_within(better, _least(line))
    return verdict is not None and line.is_good is (verdict is Predicate.HELPS)


def _least(line: EffectLine) -> float:
    return least_of(line.held_out)


def _good(line: EffectLine) -> Rate | None:
    return _signed(line.value, line.low, line.high, wants_more=WANTED[line.effect] > 0)


def _signed(
    value: float, low: float | None, high: float | None, *, wants_more: bool
) -> Rate | None:
    """Return a difference of which more is good; None: it has no interval."""
    if low is None or high is None:
        return None
    rate = Rate(value=value, low=low, high=high)
    return rate if wants_more else replace(rate, value=-value, low=-high, high=-low)
