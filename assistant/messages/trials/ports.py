"""Declare the ports of saved questions and of their runs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.messages.trials.saved_question import QuestionResult, SavedQuestion
from assistant.messages.trials.trial import Trials
from assistant.ports import PortError


class QuestionConflictError(PortError):
    """Say that a question or a run was changed since its version was read."""


class RunState(StrEnum):
    """Name the states of a run."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVersions:
    """Hold the versions of all that answers follow from, as a run met them."""

    index: str
    table: int  # of the autonomy table
    settings: int
    verified: int = 0  # of the verified answers


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateChange:
    """Hold a change that is not in force yet, and the form that puts it in force."""

    kind: str  # "autonomy", "settings" ...
    content: str  # as its kind writes it; no secret
    page: str = ""  # where its form is sent
    back: str = ""  # the page that it comes from
    form: Mapping[str, str] = field(default_factory=dict)  # its fields

    def is_same_as(self, other: "CandidateChange") -> bool:
        """Tell whether another candidate would change exactly the same, by any form."""
        return (self.kind, self.content) == (other.kind, other.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRun:
    """Hold a run of the saved questions; its results are kept one by one."""

    run_id: str
    version: int
    cause: str  # a `question_run.RunCause`
    by: str  # an agent's id; "": by itself
    asked_at: datetime  # aware, UTC
    state: RunState = RunState.WAITING
    total: int = 0
    red: int = 0
    ended_at: datetime | None = None
    seen: SeenVersions | None = None  # None: it has not begun
    candidate: CandidateChange | None = None  # None: all as it is in force
    allowed_by: str = ""  # who let a change that does harm go live; "": nobody did

    @property
    def is_going(self) -> bool:
        """Return whether it waits or runs."""
        return self.state in {RunState.WAITING, RunState.RUNNING}


class FurtherTests(Protocol):
    """Play more tests with the saved questions, such as scenarios of whole talks.

    Every method may raise `LogUnavailableError`.
    """

    async def ids(self) -> Sequence[str]:
        """Return the ids of all tests; none is that of a saved question."""
        ...

    async def ask(
        self, trials: Trials, test_id: str, run: QuestionRun, *, before: Trials | None = None
    ) -> QuestionResult | None:
        """Return the result of a test; None: it was removed meanwhile.

        `before` are the trials of all as it is in force, for a run of a change: what differs under
        the change is played on both.
        """
        ...

    async def does_harm(self, results: Sequence[QuestionResult], turned: Collection[str]) -> bool:
        """Tell whether a change does harm by its results; `turned` are ids of those it turned red.

        It does if a protected test turned red, or if too many may be lost.
        """
        ...

    async def forget(self, runs: Sequence[str]) -> None:
        """Remove all that is kept of other runs than these."""
        ...


class HarmfulReplays(Protocol):
    """Tell of replays of recorded conversations that found harm."""

    async def of(self, change: CandidateChange) -> str:
        """Return the id of a replay of exactly this change that found harm; "": there is none.

        May raise `LogUnavailableError`.
        """
        ...


class SavedQuestions(Protocol):
    """Keep the saved questions. Every method may raise `LogUnavailableError`."""

    async def all(self) -> Sequence[SavedQuestion]:
        """Return all questions, the oldest first."""
        ...

    async def get(self, question_id: str) -> SavedQuestion | None: ...

    async def put(self, question: SavedQuestion, *, expected_version: int | None) -> None:
        """Keep a question, new (None) or in place of the version that is named.

        Raises:
            QuestionConflictError: that is not its version now.
        """
        ...

    async def remove(self, question_id: str, *, expected_version: int) -> None:
        """Remove a question.

        Raises:
            QuestionConflictError: that is not its version now.
        """
        ...


class QuestionRuns(Protocol):
    """Keep runs and their results. Every method may raise `LogUnavailableError`."""

    async def put(self, run: QuestionRun, *, expected_version: int | None) -> None:
        """Keep a run, new (None) or in place of the version that is named.

        Raises:
            QuestionConflictError: that is not its version now.
        """
        ...

    async def get(self, run_id: str) -> QuestionRun | None: ...

    async def next_waiting(self) -> QuestionRun | None:
        """Return the oldest run that waits or runs; None: there is none. Cheap."""
        ...

    async def latest(self) -> QuestionRun | None:
        """Return the newest run without a candidate that a worker began; None: there was none."""
        ...

    async def history(self, *, limit: int) -> Sequence[QuestionRun]:
        """Return the newest runs, newest first."""
        ...

    async def note(self, run_id: str, result: QuestionResult) -> None:
        """Keep the result of a question in a run; a repeat takes the first's place."""
        ...

    async def results(self, run_id: str) -> Sequence[QuestionResult]: ...

    async def forget(self, *, keep: int) -> int:
        """Remove all but the newest ended runs, with their results; return how many."""
        ...
