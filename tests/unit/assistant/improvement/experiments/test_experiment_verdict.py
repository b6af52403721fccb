"""Test what is said of an experiment."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from assistant.improvement.experiments.experiment_verdict import (
    LASTING_DAYS,
    LEAST_DAYS,
    ExperimentLook,
    ExperimentVerdict,
    guard_difference,
    harmed_guards,
    judge,
)
from assistant.insights.statistics.arm_comparison import ArmSums

LOOK = ExperimentLook(
    days=40, value=0.03, low=0.01, high=0.05, newer_low=0.005, information=1.2, ratio_p=1.0
)


def said(harmed: tuple[str, ...] = (), days: int = 40, **changes: float) -> ExperimentVerdict:
    """Return the verdict of a look that differs so much from one that is better."""
    look = replace(LOOK, harmed=harmed, days=days)
    return judge(replace(look, **changes), least=0.02)  # type: ignore[arg-type]  # floats


class TestAnExperiment:
    def test_is_better_once_the_planned_sample_is_there_and_it_lasts(self) -> None:
        assert said() is ExperimentVerdict.BETTER

    @pytest.mark.parametrize(("information", "days"), [(0.9, 40), (1.2, LASTING_DAYS - 1)])
    def test_is_better_so_far_until_then(self, information: float, days: int) -> None:
        assert said(information=information, days=days) is ExperimentVerdict.BETTER_SO_FAR

    def test_fades_where_the_newer_visitors_do_not_show_it(self) -> None:
        assert said(newer_low=-0.001) is ExperimentVerdict.FADING

    def test_says_nothing_before_the_first_interval(self) -> None:
        assert said(low=-inf, high=inf, days=1, newer_low=-inf) is ExperimentVerdict.TOO_EARLY

    def test_has_no_difference_worth_having_within_two_weeks_at_the_earliest(self) -> None:
        assert said(low=-0.01, high=0.015) is ExperimentVerdict.NO_DIFFERENCE
        soon = said(low=-0.01, high=0.015, days=LEAST_DAYS - 1)
        assert soon is ExperimentVerdict.TOO_EARLY

    def test_that_is_surely_better_by_too_little_has_no_difference_worth_having(self) -> None:
        assert said(low=0.001, high=0.015) is ExperimentVerdict.NO_DIFFERENCE

    def test_is_worse_on_the_first_day_that_shows_it(self) -> None:
        assert said(low=-0.2, high=-0.01, days=3, information=0.1) is ExperimentVerdict.WORSE

    def test_that_shows_nothing_in_twice_the_planned_sample_ends(self) -> None:
        assert said(low=-0.01, high=0.03, information=2.0) is ExperimentVerdict.NOT_SHOWN

    def test_with_a_wrong_split_says_nothing_else(self) -> None:
        assert said(ratio_p=0.0005, harmed=("x",)) is ExperimentVerdict.SPLIT_WRONG

    def test_that_a_guard_stops_is_harmful_however_good_it_is(self) -> None:
        assert said(harmed=("complaints",)) is ExperimentVerdict.HARMFUL

    def test_stops_by_itself_for_harm_alone(self) -> None:
        stopping = {one for one in ExperimentVerdict if one.stops}

        assert stopping == {
            ExperimentVerdict.SPLIT_WRONG,
            ExperimentVerdict.HARMFUL,
            ExperimentVerdict.WORSE,
            ExperimentVerdict.TURNED,
        }


def _events(n: float, y: float) -> ArmSums:
    zero = np.zeros(1)
    of = np.asarray([y])
    return ArmSums(n=np.asarray([n]), y=of, yy=of, x=zero, xx=zero, xy=zero)


class TestAGuard:
    def test_shows_harm_where_complaints_double(self) -> None:
        found = guard_difference(_events(2000, 40), _events(2000, 100), planned=20_000, guards=4)

        assert harmed_guards({"complaints": found}, {"complaints": False}) == ["complaints"]
        assert not harmed_guards({"thumbs": found}, {"thumbs": True})

    def test_shows_none_where_nothing_differs(self) -> None:
        found = guard_difference(_events(2000, 40), _events(2000, 45), planned=20_000, guards=4)

        assert not harmed_guards({"complaints": found}, {"complaints": False})
