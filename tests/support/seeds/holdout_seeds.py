"""Make long holdouts."""

from dataclasses import replace

import orjson

from assistant.kit.experiments.experiment import Experiment
from assistant.kit.experiments.long_holdout import HOLDOUT
from tests.support.seeds.experiment_seeds import experiment


def holdout(*answers: str, share: float = 0.5, **changes: object) -> Experiment:
    """Return a holdout that runs, and leaves `share` of the visitors out of newer answers."""
    made = experiment("d0", kind=HOLDOUT, namespace=HOLDOUT, share=1 - share, change_id="")
    content = orjson.dumps(answers).decode()
    return replace(made, content=content, **changes)  # type: ignore[arg-type]  # fields of it
