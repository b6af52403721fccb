"""Say which effects of its work each part asserts. Pure."""

from collections.abc import Callable, Iterator, Mapping
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
    effect_between,
    least_of,
    lies_within,
    standing_effects,
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
from assistant.insights.insight import EffectVerdict, Unit, Window
from assistant.insights.statistics.intervals import Rate
from assistant.kit.experiments.experiment import ArmFigure
from assistant.kit.experiments.long_holdout import HOLDOUT


def assert_answers(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the worth of new answers: how much less often their question is not met.

    An edit is left out: its question had an answer before, so it moves that share little.
    """
    for one in figures.changes:
        effect = one.effect
        if effect is None or one.before or one.kind is not ChangeKind.VERIFIED:
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
        yield from _before_and_after(
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
        yield from _before_and_after(make, less, effect.verdict, effect.before.rate.value)


def _before_and_after(
    make: Callable[..., AssertedThing], less: Rate, verdict: str, before: float
) -> Iterator[ObservedThing]:
    if verdict != EffectVerdict.TOO_FEW:
        yield from _effects(make, less, effect_between(verdict, less, before), least_of(before))


def _effects(
    make: Callable[..., AssertedThing], better: Rate, firm: Predicate | None, least: float
) -> Iterator[ObservedThing]:
    """Yield the effect that figures show firmly; without one, those that may stand."""
    if firm is not None:
        yield ObservedThing(make(predicate=firm))
        return
    for predicate in standing_effects(better, least):
        yield ObservedThing(make(predicate=predicate), is_firm=False)


_BY_EXPERIMENT: Mapping[str, Predicate] = {
    ExperimentVerdict.BETTER: Predicate.HELPS,
    ExperimentVerdict.NO_DIFFERENCE: Predicate.HAS_NO_EFFECT,
    ExperimentVerdict.WORSE: Predicate.HARMS,
    ExperimentVerdict.HARMFUL: Predicate.HARMS,
    ExperimentVerdict.TURNED: Predicate.HARMS,
}
"""The predicate of each verdict that says something for good."""

_MEASURES = frozenset(str(one) for one in AssertedMeasure)


def assert_experiments(figures: ObservedFigures) -> Iterator[ObservedThing]:
    """Yield the worth of changes that visitors drawn at random tried."""
    for one in figures.experiments:
        look = one.look
        is_out = one.kind == HOLDOUT or one.change_id in figures.closed
        if look is None or is_out or look.verdict == ExperimentVerdict.SPLIT_WRONG:
            continue
        harmed = [guard for guard in look.guards if guard.harmed]
        is_harm = look.verdict == ExperimentVerdict.HARMFUL and harmed
        figure = harmed[0] if is_harm else look.primary
        if look.verdict == ExperimentVerdict.TURNED and look.last_stage is not None:
            figure = look.last_stage
        better = _better(figure)
        if better is None or str(figure.metric) not in _MEASURES:
            continue
        began = one.began_at or one.proposed_at
        make = partial(
            AssertedThing,
            part=AssertingPart.EXPERIMENTS,
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
        yield from _effects(make, better, _BY_EXPERIMENT.get(look.verdict), one.least)


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
        seen = [(line, better) for line in ledger.lines if (better := _good(line)) is not None]
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
            for one in _effects(make, better, verdict if is_told else None, _least(line)):
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
