"""Keep experiments in this process's memory."""

from collections.abc import Collection, Sequence

from assistant.kit.experiments.experiment import Experiment, ExperimentId, ExperimentState
from assistant.kit.experiments.ports import ExperimentConflictError, UnknownExperimentError


class MemoryExperimentBook:
    """An `ExperimentBook` for one event loop."""

    def __init__(self, *experiments: Experiment) -> None:
        self._kept = {one.experiment_id: one for one in experiments}

    async def edition(self) -> int:
        return sum(one.version for one in self._kept.values())

    async def all(self, states: Collection[ExperimentState] = ()) -> Sequence[Experiment]:
        chosen = [one for one in self._kept.values() if not states or one.state in states]
        by_id = sorted(chosen, key=lambda one: one.experiment_id)
        return sorted(by_id, key=lambda one: one.proposed_at, reverse=True)

    async def get(self, experiment_id: ExperimentId) -> Experiment:
        if experiment_id not in self._kept:
            raise UnknownExperimentError(experiment_id)
        return self._kept[experiment_id]

    async def put(self, experiment: Experiment, *, expected_version: int | None) -> None:
        known = self._kept.get(experiment.experiment_id)
        if expected_version != (known.version if known else None):
            raise ExperimentConflictError(experiment.experiment_id)
        self._kept[experiment.experiment_id] = experiment
