"""Make experiments."""

from dataclasses import replace

from assistant.kit.experiments.experiment import (
    ArmFigure,
    Experiment,
    ExperimentDeed,
    ExperimentId,
    ExperimentMove,
    ExperimentState,
    KeptLook,
    VisitorMetric,
)
from assistant.messages.trials.candidate_codec import encode_answer
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.verified_answers import verified

ASKED = "Peut-on rendre un cadeau ?"


def experiment(experiment_id: str = "e1", **changes: object) -> Experiment:
    """Return a running experiment on a verified answer, in halves."""
    made = Experiment(
        experiment_id=ExperimentId(experiment_id),
        version=2,
        change_id="c0ffee",
        kind="verified",
        content=encode_answer(verified(ASKED, answer_id="tried", texts={"fr": "Oui, 60 jours."})),
        title=ASKED,
        share=0.5,
        least=0.03,
        planned=2_000,
        state=ExperimentState.RUNNING,
        proposed_at=NOON,
        moves=(ExperimentMove(deed=ExperimentDeed.STARTED, at=NOON, by="zoé", note="0.5"),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of an experiment


def kept_look(verdict: str = "too_early") -> KeptLook:
    """Return the figures of a day."""
    return KeptLook(
        at=NOON,
        days=9,
        control=210,
        changed=198,
        counted=390,
        information=0.19,
        ratio_p=1.0,
        explained=0.04,
        primary=ArmFigure(
            metric=VisitorMetric.RESOLVED,
            control=0.6,
            changed=0.64,
            value=0.04,
            low=-0.1,
            high=0.18,
        ),
        guards=(
            ArmFigure(
                metric=VisitorMetric.DISLIKED,
                control=0.03,
                changed=0.02,
                value=-0.01,
                low=None,
                high=None,
            ),
        ),
        verdict=verdict,
    )
