"""Test the metrics that a change can be judged by."""

from dataclasses import replace

import pytest

from assistant.console.experiments.tried_metrics import METRICS, metrics_of
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.kit.experiments.experiment import VisitorMetric
from assistant.messages.trials.candidate_change import CandidateChange
from tests.support.seeds.change_seeds import change_set

ORDERED = VisitorMetric.ORDERED


def of_kind(kind: ChangeKind, content: str) -> ChangeSet:
    return replace(change_set(), change=CandidateChange(kind=kind, content=content))


ADVICE = of_kind(ChangeKind.SETTINGS, '{"advice.most_questions": "2"}')


class TestOrders:
    def test_are_what_a_change_of_advice_is_judged_by_first(self) -> None:
        assert metrics_of(ADVICE, sells=True) == (ORDERED, *METRICS)

    def test_can_be_chosen_for_answers(self) -> None:
        assert metrics_of(change_set(), sells=True) == (*METRICS, ORDERED)

    @pytest.mark.parametrize("content", ['{"model.tone": "warm"}'])
    def test_are_no_metric_of_settings_that_do_not_sell(self, content: str) -> None:
        assert metrics_of(of_kind(ChangeKind.SETTINGS, content), sells=True) == METRICS

    @pytest.mark.parametrize("change", [ADVICE, change_set()])
    def test_are_none_where_no_sales_are_taken_in(self, change: ChangeSet) -> None:
        assert metrics_of(change, sells=False) == METRICS
