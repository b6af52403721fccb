"""Whoever may make a change by hand decides on its experiment."""

import pytest

from assistant.console.experiments.holdout_forms import decides_on_experiment
from assistant.desk.staff.permissions import Permission
from assistant.kit.experiments.experiment import Experiment
from tests.support.seeds.experiment_seeds import experiment
from tests.support.seeds.holdout_seeds import holdout


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (experiment(), Permission.EDIT_ANSWERS),
        (experiment(kind="settings", content='{"advice.products":"4"}'), Permission.TUNE_ANSWERS),
        (
            experiment(kind="settings", content='{"advice.products":"4","model.tone":"warm"}'),
            Permission.EDIT_SETTINGS,
        ),
        (experiment(kind="settings", content=""), Permission.EDIT_SETTINGS),  # it was erased
        (holdout(), Permission.EDIT_SETTINGS),
    ],
)
def test_the_change_says_who_decides(one: Experiment, wanted: Permission) -> None:
    assert decides_on_experiment(one) is wanted
