"""Record replays that people ask for, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.messages.trials.ports import RunState
from assistant.ports import PortError

MOST_KEPT = 200
"""Turns that are kept of a replay, the most harmful first."""


class ReplayConflictError(PortError):
    """Say that a replay was changed since its version was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRun:
    """Hold a replay that a person asked for."""

    run_id: str
    version: int
    by: str  # an agent's id
    asked_at: datetime  # aware, UTC
    span: ReplaySpan
    plan: ReplayPlan
    state: RunState = RunState.WAITING
    total: int = 0  # conversations
    tally: ReplayTally = field(default_factory=ReplayTally)
    ended_at: datetime | None = None

    @property
    def is_going(self) -> bool:
        """Tell whether the replay waits to be done, or is being done."""
        return self.state in {RunState.WAITING, RunState.RUNNING}


class ReplayRuns(Protocol):
    """Keep replays and their turns. Every method may raise `LogUnavailableError`."""

    async def put(self, run: ReplayRun, *, expected_version: int | None) -> None:
        """Store a run; `expected_version` None: it is new.

        Raises:
            ReplayConflictError: another version is stored.
        """
        ...

    async def get(self, run_id: str) -> ReplayRun | None:
        """Return a run; None: there is none."""
        ...

    async def next_waiting(self) -> ReplayRun | None:
        """Return the oldest run that waits or goes on. Cheap: workers ask all the time."""
        ...

    async def history(self, *, limit: int) -> Sequence[ReplayRun]:
        """Return runs, newest first."""
        ...

    async def keep_turns(self, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
        """Store the turns that differ, in this order, in place of those before."""
        ...

    async def turns(self, run_id: str) -> Sequence[ReplayedTurn]:
        """Return the turns of a run that differ, in their order."""
        ...

    async def forget(self, *, keep: int) -> int:
        """Remove all ended runs but the newest `keep`, and their turns; return how many."""
        ...


def new_replay(span: ReplaySpan, plan: ReplayPlan, *, by: str, at: datetime) -> ReplayRun:
    """Return a replay that waits to be done."""
    return ReplayRun(run_id=uuid4().hex, version=1, by=by, asked_at=at, span=span, plan=plan)
