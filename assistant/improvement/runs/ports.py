"""Declare the port of runs."""

from collections.abc import Sequence
from typing import Protocol

from assistant.improvement.replay.replay_tally import ReplayedTurn
from assistant.improvement.runs.trial_run import TrialRun
from assistant.ports import PortError


class RunConflictError(PortError):
    """Say that a run was changed since its version was read."""


class TrialRuns(Protocol):
    """Keep runs, and the turns of replays. Every method may raise `LogUnavailableError`."""

    async def put(self, run: TrialRun, *, expected_version: int | None) -> None:
        """Keep a run, new (None) or in place of the version that is named.

        Raises:
            RunConflictError: that is not its version now.
        """
        ...

    async def get(self, run_id: str) -> TrialRun | None: ...

    async def next_waiting(self, *, replays: bool) -> TrialRun | None:
        """Return the oldest run that waits or goes on, of replays or of scenarios. Cheap."""
        ...

    async def latest(self) -> TrialRun | None:
        """Return the newest run of scenarios without a candidate that a worker began."""
        ...

    async def history(self, *, limit: int, replays: bool | None = None) -> Sequence[TrialRun]:
        """Return runs, newest first: replays, those of scenarios, or all."""
        ...

    async def keep_turns(self, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
        """Store the turns of a replay that differ, in this order, in place of those before."""
        ...

    async def turns(self, run_id: str) -> Sequence[ReplayedTurn]:
        """Return the turns of a replay that differ, in their order."""
        ...

    async def forget(self, *, keep: int, replays: bool) -> int:
        """Remove all ended runs of a kind but the newest, and their turns; return how many."""
        ...
