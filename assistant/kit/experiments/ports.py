"""Declare the port that keeps experiments."""

from collections.abc import Collection, Sequence
from typing import Protocol

from assistant.kit.experiments.experiment import Experiment, ExperimentId, ExperimentState
from assistant.ports import PortError


class UnknownExperimentError(PortError):
    """Say that there is no experiment of this id."""


class ExperimentConflictError(PortError):
    """Say that somebody else moved the experiment: read it again and decide again."""


class ExperimentBook(Protocol):
    """Keep experiments. Every method may raise `LogUnavailableError`."""

    async def edition(self) -> int:
        """Return a number that grows with every change of any experiment; 0: none. Cheap."""
        ...

    async def all(self, states: Collection[ExperimentState] = ()) -> Sequence[Experiment]:
        """Return the experiments of these states, the newest first; (): of any state."""
        ...

    async def get(self, experiment_id: ExperimentId) -> Experiment:
        """Return an experiment by its id.

        Raises:
            UnknownExperimentError: there is no such experiment.
        """
        ...

    async def put(self, experiment: Experiment, *, expected_version: int | None) -> None:
        """Store an experiment; `expected_version` None: it must be new.

        Raises:
            ExperimentConflictError: what is stored has another version; read it again.
        """
        ...
