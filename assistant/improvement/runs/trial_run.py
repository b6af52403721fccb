"""Record runs that try all as it is in force, or a change, and how far each is.

A run plays the saved scenarios, or replays the recorded conversations of a span of time.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.messages.trials.candidate_change import CandidateChange


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
