"""Between two builds, the guards are looked at with what the log has since."""

from datetime import timedelta

import pytest

from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.experiments.guard_watch import watch
from assistant.kit.experiments.experiment import VisitorMetric
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.unit.assistant.improvement.experiments.test_experiment_figures import days


class TestAWatch:
    def test_stops_at_harm_and_keeps_the_figures_of_the_last_look(self) -> None:
        found = days(4, control=60, changed=60, complained=12)
        last = kept_look()

        look = watch(experiment(looks=(last,)), found, at=NOON + timedelta(days=3))

        assert look is not None
        assert look.verdict == ExperimentVerdict.HARMFUL
        assert [one.metric for one in look.guards if one.harmed] == [VisitorMetric.COMPLAINED]
        assert (look.primary, look.counted) == (last.primary, last.counted)

    def test_stops_a_wrong_split_without_any_look_before(self) -> None:
        lost = [one for one in days(20, control=60, changed=60) if not one.changed]

        look = watch(experiment(), lost, at=NOON + timedelta(days=21))

        assert look is not None
        assert look.verdict == ExperimentVerdict.SPLIT_WRONG

    @pytest.mark.parametrize("changed", [20, 60, 90])
    def test_says_nothing_of_the_metric(self, changed: int) -> None:
        found = days(20, control=60, changed=changed)

        assert watch(experiment(), found, at=NOON + timedelta(days=24)) is None
