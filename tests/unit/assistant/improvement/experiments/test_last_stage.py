"""Everybody gets a change but a few, and figures that turn take it back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.experiments.experiment_figures import look_at
from assistant.improvement.experiments.experiment_moves import (
    ExperimentRefusal,
    ExperimentRefusedError,
    confirm,
    keep_look,
)
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.experiments.last_stage import is_over, may_be_for_all
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.kit.experiments.experiment import (
    SLOTS,
    Experiment,
    ExperimentDeed,
    ExperimentState,
    VisitorMetric,
)
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.holdout_seeds import holdout
from tests.unit.assistant.improvement.experiments.test_experiment_figures import day, days

BETTER = experiment(looks=(kept_look("better"),), slots=SLOTS // 2)
BEGAN = 40  # days after the first visitor


def extended(one: Experiment = BETTER, held_back: float = 0.05) -> Experiment:
    at = NOON + timedelta(days=BEGAN)
    return confirm(one, held_back=held_back, days=14, by="zoé", at=at)


def since(count: int, *, of: int = 2_000, control: float, changed: float) -> list[ExposedDay]:
    """Return the days of a last stage with shares of resolved visits."""
    held = of // 20
    return [
        made
        for number in range(BEGAN, BEGAN + count)
        for made in (
            day(number, changed=False, resolved=int(held * control), of=held, share=0.95),
            day(
                number, changed=True, resolved=int((of - held) * changed), of=of - held, share=0.95
            ),
        )
    ]


class TestEverybodyMayGetAChange:
    def test_that_is_better(self) -> None:
        assert may_be_for_all(BETTER)

    @pytest.mark.parametrize(("low", "may"), [(-0.02, True), (-0.04, False), (None, False)])
    def test_that_is_surely_not_much_worse(self, low: float | None, may: bool) -> None:  # noqa: FBT001
        look = kept_look()
        look = replace(look, days=20, primary=replace(look.primary, low=low))

        assert may_be_for_all(experiment(looks=(look,), least=0.03)) is may

    def test_of_a_metric_that_is_better_when_it_falls(self) -> None:
        look = replace(kept_look(), days=20)
        look = replace(look, primary=replace(look.primary, low=-0.2, high=0.02))
        called = experiment(looks=(look,), metric=VisitorMetric.HANDED_OVER, least=0.03)

        assert may_be_for_all(called)

    @pytest.mark.parametrize(
        "one",
        [
            experiment(),
            experiment(looks=(kept_look(),)),
            experiment(looks=(replace(kept_look("harmful"), days=20),), least=1.0),
            replace(holdout(share=0.05), looks=(kept_look("better"),)),
        ],
    )
    def test_and_no_other(self, one: Experiment) -> None:
        with pytest.raises(ExperimentRefusedError) as refused:
            extended(one)
        assert refused.value.why is ExperimentRefusal.NOT_READY


class TestTheLastStage:
    def test_holds_few_visitors_back_from_all(self) -> None:
        one = extended()

        assert (one.share, one.first_slot, one.slots) == (0.95, 0, SLOTS)
        assert [move.deed for move in one.moves[-2:]] == [
            ExperimentDeed.CONFIRMED,
            ExperimentDeed.EXTENDED,
        ]

    def test_takes_as_many_people_as_the_change(self) -> None:
        first = extended(replace(BETTER, needed=2))

        assert first.share == BETTER.share
        with pytest.raises(ExperimentRefusedError) as refused:
            extended(first)
        assert refused.value.why is ExperimentRefusal.SAME_PERSON
        second = confirm(first, held_back=0.1, days=60, by="anna", at=NOON)
        assert (second.share, second.held_days) == (0.95, 14)  # as the first one said

    def test_is_over_after_its_days_and_a_look(self) -> None:
        one, end = extended(), NOON + timedelta(days=BEGAN + 14)
        looked = replace(one, looks=(replace(kept_look("better"), at=end - timedelta(days=1)),))

        assert is_over(looked, end)
        assert not is_over(looked, end - timedelta(hours=1))
        assert not is_over(one, end)  # the last look is of before

    def test_is_over_at_once_with_nobody_held_back(self) -> None:
        one = extended(held_back=0.0)

        assert is_over(one, NOON + timedelta(days=BEGAN))
        assert one.share == BETTER.share


class TestFiguresThatTurn:
    BEFORE = days(36, control=60, changed=70)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [(0.70, ExperimentVerdict.BETTER), (0.45, ExperimentVerdict.TURNED)],
    )
    def test_take_the_change_back(self, changed: float, said: ExperimentVerdict) -> None:
        one, at = extended(), NOON + timedelta(days=BEGAN + 12)
        found = [*self.BEFORE, *since(10, control=0.7, changed=changed)]

        looked = keep_look(one, look_at(one, found, at=at))

        assert looked.look is not None
        assert looked.look.verdict == said
        turned = said is ExperimentVerdict.TURNED
        assert looked.state is (ExperimentState.STOPPED if turned else ExperimentState.RUNNING)
        assert looked.share == one.share

    def test_are_those_of_its_own_visitors(self) -> None:
        one, at = extended(), NOON + timedelta(days=BEGAN + 12)
        found = [*self.BEFORE, *since(10, control=0.7, changed=0.7)]

        look = look_at(one, found, at=at)

        assert look.last_stage is not None
        assert (look.last_stage.control, look.last_stage.changed) == (0.7, 0.7)
        assert look.primary.changed > 0.69

    def test_of_a_guard_are_harm(self) -> None:
        one, at = extended(), NOON + timedelta(days=BEGAN + 3)
        harm = day(BEGAN, changed=True, resolved=1_300, of=1_900, share=0.95, complained=400)
        calm = day(BEGAN, changed=False, resolved=65, of=100, share=0.95)

        look = look_at(one, [*self.BEFORE, harm, calm], at=at)

        assert look.verdict == ExperimentVerdict.HARMFUL
