"""Of an experiment, quality says what its checks show, and returns are told beside the metric."""

from dataclasses import replace

import pytest

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    DisputeCause,
    Predicate,
)
from assistant.improvement.assertions.assertion_disputes import dispute_cause
from assistant.kit.experiments.experiment import ArmFigure, KeptLook, VisitorMetric
from tests.support.seeds.assertion_seeds import asserted
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.unit.assistant.improvement.assertions.test_part_rules import standing, things


def guard(
    metric: VisitorMetric, low: float | None, high: float | None, *, harmed: bool = False
) -> ArmFigure:
    value = ((low or 0.0) + (high or 0.0)) / 2
    return ArmFigure(
        metric=metric, control=0.2, changed=0.2 + value, value=value, low=low, high=high,
        harmed=harmed,
    )  # fmt: skip


def look(verdict: str, *guards: ArmFigure, low: float = 0.02, high: float = 0.09) -> KeptLook:
    kept = kept_look(verdict)
    return replace(kept, primary=replace(kept.primary, low=low, high=high), guards=guards)


def told(of: KeptLook) -> list[AssertedThing]:
    return things(experiments=[experiment(looks=(of,))])


LATE = guard(VisitorMetric.WAITED, 0.01, 0.08, harmed=True)
DISLIKED = guard(VisitorMetric.DISLIKED, 0.01, 0.08, harmed=True)


class TestQuality:
    def test_says_the_harm_of_its_check_against_a_metric_that_is_better(self) -> None:
        harm, better = told(look("harmful", LATE))

        assert (harm.part, harm.predicate) == (AssertingPart.QUALITY, Predicate.HARMS)
        assert (harm.measure, harm.evidence.high) == (AssertedMeasure.WAITED, -0.01)
        assert (better.part, better.predicate) == (AssertingPart.EXPERIMENTS, Predicate.HELPS)
        mine, theirs = asserted(better), asserted(harm)
        assert dispute_cause(mine, theirs) is DisputeCause.HARM
        assert dispute_cause(theirs, mine) is DisputeCause.HELP

    def test_says_it_alone_where_the_metric_shows_nothing(self) -> None:
        [harm] = told(look("harmful", LATE, low=-0.02))
        assert harm.part is AssertingPart.QUALITY

    def test_says_it_beside_the_harm_that_the_experiment_shows(self) -> None:
        parts = {one.part: one.measure for one in told(look("harmful", LATE, DISLIKED))}
        assert parts == {
            AssertingPart.QUALITY: AssertedMeasure.WAITED,
            AssertingPart.EXPERIMENTS: AssertedMeasure.DISLIKED,
        }

    def test_says_nothing_while_no_harm_is_shown(self) -> None:
        shown = told(look("better", guard(VisitorMetric.WAITED, -0.02, 0.03)))
        assert [one.part for one in shown] == [AssertingPart.EXPERIMENTS]


class TestReturns:
    @pytest.mark.parametrize(
        ("low", "high", "predicate"),
        [(-0.09, -0.02, Predicate.HELPS), (-0.02, 0.03, Predicate.HAS_NO_EFFECT)],
    )
    def test_are_told_beside_the_metric(
        self, low: float, high: float, predicate: Predicate
    ) -> None:
        shown = told(look("too_early", guard(VisitorMetric.RETURNED, low, high)))

        [one] = shown
        assert (one.part, one.predicate) == (AssertingPart.EXPERIMENTS, predicate)
        assert one.measure is AssertedMeasure.RETURNED
        assert (one.evidence.low, one.evidence.high) == (-high, -low)

    def test_are_not_told_by_a_wide_interval_or_before_there_is_any(self) -> None:
        for low, high in ((-0.08, 0.03), (None, None)):
            assert told(look("too_early", guard(VisitorMetric.RETURNED, low, high))) == []

    def test_stand_while_their_value_does(self) -> None:
        unsure = look("too_early", guard(VisitorMetric.RETURNED, -0.08, 0.0), low=-0.1, high=0.0)
        assert Predicate.HELPS in standing(experiments=[experiment(looks=(unsure,))])
