"""The page says in a sentence how far everybody is from getting a change."""

from dataclasses import replace
from datetime import timedelta

from assistant.console.experiments.last_stage_view import last_stage_view
from assistant.conversation.ids import AgentId
from assistant.improvement.experiments.experiment_moves import confirm
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.holdout_seeds import holdout

NAMES = {AgentId("zoé"): "Zoé Martin"}
BETTER = experiment(looks=(kept_look("better"),), needed=2)


def said(one: Experiment) -> str:
    view = last_stage_view(one, NAMES, "anna", "en")
    return view.sentence if view else ""


def extend(one: Experiment, by: str, held_back: float = 0.05) -> Experiment:
    return confirm(one, held_back=held_back, days=14, by=by, at=NOON)


def test_what_is_not_known_to_be_good_waits() -> None:
    assert said(experiment(looks=(kept_look(),))).startswith("Once it is better, or surely less")


def test_what_is_not_worse_may_be_chosen_all_the_same() -> None:
    look = replace(kept_look(), days=20, primary=replace(kept_look().primary, low=-0.01))

    assert "not shown to be better, but surely not much worse" in said(experiment(looks=(look,)))


def test_what_is_better_so_far_is_not_told_as_unshown() -> None:
    wide = replace(kept_look().primary, low=0.1)
    look = replace(kept_look("better_so_far"), days=20, primary=wide)

    assert said(experiment(looks=(look,))).startswith("It is better so far")


def test_the_first_signature_is_told_with_its_numbers() -> None:
    first = extend(BETTER, "zoé")

    assert said(first).startswith("Signed by Zoé Martin: 5% of the visitors held back for 14 days")
    mine = last_stage_view(first, NAMES, "zoé", "en")
    assert mine is not None
    assert not mine.may_confirm


def test_the_last_stage_tells_its_end_and_its_figures() -> None:
    one = extend(extend(BETTER, "zoé"), "anna")
    look = replace(kept_look("better"), last_stage=kept_look().primary)

    told = said(replace(one, looks=(look,)))

    assert "published for good on 15 Mar 2026, as signed by Zoé Martin · anna" in told
    assert told.endswith("in points: −10 to +18.")  # a minus sign


def test_nobody_held_back_is_told_as_published() -> None:
    one = extend(replace(BETTER, needed=1), "zoé", held_back=0.0)

    assert "being published for good" in said(one)


def test_others_have_none() -> None:
    stopped = replace(BETTER, state=ExperimentState.STOPPED, proposed_at=NOON - timedelta(days=1))

    assert last_stage_view(stopped, NAMES, "anna", "en") is None
    assert last_stage_view(holdout(), NAMES, "anna", "en") is None
