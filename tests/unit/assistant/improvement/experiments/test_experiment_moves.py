"""Test the life of an experiment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.experiments.experiment_moves import (
    ExperimentRefusal,
    ExperimentRefusedError,
    end,
    forget,
    keep_look,
    sign,
    stop,
)
from assistant.kit.experiments.experiment import ExperimentDeed, ExperimentState
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.holdout_seeds import holdout

WAITING = experiment(state=ExperimentState.WAITING, moves=(), share=0.01)


class TestAHoldout:
    def test_is_looked_at_and_goes_on_whatever_shows(self) -> None:
        one = holdout(share=0.05)

        looked = keep_look(one, kept_look("harmful"))

        assert (looked.state, looked.share) == (ExperimentState.RUNNING, 0.95)
        assert looked.look == kept_look("harmful")


class TestSigning:
    def test_starts_a_plain_experiment(self) -> None:
        running = sign(WAITING, by="zoé", at=NOON)

        assert running.state is ExperimentState.RUNNING
        assert running.began_at == NOON
        assert [one.deed for one in running.moves] == [
            ExperimentDeed.SIGNED,
            ExperimentDeed.STARTED,
        ]

    def test_takes_two_people_where_the_change_does(self) -> None:
        first = sign(replace(WAITING, needed=2), by="zoé", at=NOON)

        assert first.state is ExperimentState.WAITING
        with pytest.raises(ExperimentRefusedError) as refused:
            sign(first, by="zoé", at=NOON)
        assert refused.value.why is ExperimentRefusal.SAME_PERSON
        assert sign(first, by="anna", at=NOON).state is ExperimentState.RUNNING

    def test_is_refused_once_it_runs(self) -> None:
        with pytest.raises(ExperimentRefusedError):
            sign(experiment(), by="anna", at=NOON)


class TestStopping:
    def test_says_why_and_happens_once(self) -> None:
        stopped = stop(experiment(), by="zoé", at=NOON, note=" wrong words ")

        assert stopped.state is ExperimentState.STOPPED
        assert stopped.moves[-1].note == "wrong words"
        with pytest.raises(ExperimentRefusedError):
            stop(stopped, by="zoé", at=NOON)

    def test_of_an_erased_change_keeps_the_figures_and_no_words(self) -> None:
        gone = forget(experiment(looks=(kept_look("better"),)), at=NOON)

        assert gone.state is ExperimentState.STOPPED
        assert (gone.content, gone.before, gone.title) == ("", "", "")
        assert gone.look is not None

    def test_is_another_thing_than_ending(self) -> None:
        ended = end(experiment(looks=(kept_look("better"),)), by="", at=NOON)

        assert ended.state is ExperimentState.ENDED
        assert ended.moves[-1].note == "better"


class TestALook:
    def test_with_harm_stops_by_itself(self) -> None:
        stopped = keep_look(experiment(), kept_look("harmful"))

        assert stopped.state is ExperimentState.STOPPED
        assert stopped.moves[-1].by == ""
        assert stopped.look is not None

    def test_without_harm_goes_on_to_more_visitors(self) -> None:
        few = replace(sign(WAITING, by="zoé", at=NOON))
        later = replace(kept_look(), at=NOON + timedelta(days=3))

        wider = keep_look(few, later)

        assert wider.share == 0.10
        assert wider.moves[-1].deed is ExperimentDeed.WIDENED
        assert wider.stage_since == later.at

    def test_too_soon_stays_as_it_is(self) -> None:
        few = sign(WAITING, by="zoé", at=NOON)

        same = keep_look(few, replace(kept_look(), at=NOON + timedelta(hours=5)))

        assert same.share == 0.01

    def test_is_kept_once_a_day(self) -> None:
        first = keep_look(experiment(), kept_look())
        again = keep_look(first, replace(kept_look(), at=NOON + timedelta(hours=3), changed=200))

        assert [one.changed for one in again.looks] == [200]
        assert again.version > first.version
