"""Record runs that try all as it is in force, or a change, and how far each is.

A run plays the saved scenarios, or replays the recorded conversations of a span of time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.messages.trials.ports import CandidateChange
from assistant.ports import PortError

MOST_KEPT = 200
"""Turns that are kept of a replay, the most harmful first."""


class RunConflictError(PortError):
    """Say that a run was changed since its version was read."""


class RunState(StrEnum):
    """Name the states of a run."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RunCause(StrEnum):
    """Name the cause of a run."""

    ASKED = "asked"  # a person asked for it
    NIGHT = "night"
    INDEX = "index"  # there is a new version of the index
    AUTONOMY = "autonomy"  # another autonomy table is in force
    SETTINGS = "settings"  # other settings are in force
    VERIFIED = "verified"  # other verified answers are live
    CANDIDATE = "candidate"  # a change that is not in force yet
    TRIED = "tried"  # such a change, before anybody decides on it


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVersions:
    """Hold the versions of all that answers follow from, as a run met them."""

    index: str
    table: int  # of the autonomy table
    settings: int
    verified: int = 0  # of the verified answers


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun:
    """Hold a run; the talks or turns that it found are kept apart."""

    run_id: str
    version: int
    cause: str  # a `RunCause`
    by: str  # an agent's id; "": by itself
    asked_at: datetime  # aware, UTC
    candidate: CandidateChange | None = None  # None: all as it is in force
    span: ReplaySpan | None = None  # that is replayed; None: the scenarios are played
    state: RunState = RunState.WAITING
    total: int = 0  # scenarios, or conversations
    red: int = 0  # scenarios
    tally: ReplayTally = field(default_factory=ReplayTally)
    ended_at: datetime | None = None
    seen: SeenVersions | None = None  # None: it has not begun, or it is a replay
    allowed_by: str = ""  # who let a change that does harm go live; "": nobody did

    @property
    def is_going(self) -> bool:
        """Tell whether it waits or runs."""
        return self.state in {RunState.WAITING, RunState.RUNNING}

    def is_of(self, change: CandidateChange) -> bool:
        """Tell whether it tries exactly this change."""
        return self.candidate is not None and self.candidate.is_same_as(change)


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


def new_run(
    cause: RunCause,
    *,
    by: str,
    at: datetime,
    candidate: CandidateChange | None = None,
    span: ReplaySpan | None = None,
) -> TrialRun:
    """Return a run that waits to be worked off."""
    return TrialRun(
        run_id=uuid4().hex,
        version=1,
        cause=cause,
        by=by,
        asked_at=at,
        candidate=candidate,
        span=span,
    )


async def put_next(runs: TrialRuns, before: TrialRun, after: TrialRun) -> TrialRun:
    """Store a run as it is now and return it; where somebody changed it meanwhile, theirs stays."""
    new = replace(after, version=before.version + 1)
    try:
        await runs.put(new, expected_version=before.version)
    except RunConflictError:
        return await runs.get(before.run_id) or before
    return new


async def cancel(runs: TrialRuns, run: TrialRun, at: datetime) -> None:
    """Cancel a run, unless it ended meanwhile."""
    while run.is_going:
        run = await put_next(runs, run, replace(run, state=RunState.CANCELLED, ended_at=at))
