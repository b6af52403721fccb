"""Declare the ports of saved scenarios and of their played talks."""

from collections.abc import Sequence
from typing import Protocol

from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
from assistant.ports import PortError


class ScenarioConflictError(PortError):
    """Say that a scenario was changed since its version was read."""


class ScenarioBook(Protocol):
    """Keep scenarios, and their talks by run. Every method may raise `LogUnavailableError`."""

    async def all(self) -> Sequence[SavedScenario]:
        """Return all scenarios, the oldest first."""
        ...

    async def get(self, scenario_id: str) -> SavedScenario | None:
        """Return a scenario; None: there is none."""
        ...

    async def put(self, scenario: SavedScenario, *, expected_version: int | None) -> None:
        """Keep a scenario, new (None) or in place of the version that is named.

        Raises:
            ScenarioConflictError: that is not its version now.
        """
        ...

    async def remove(self, scenario_id: str, *, expected_version: int) -> None:
        """Remove a scenario, with its talks.

        Raises:
            ScenarioConflictError: that is not its version now.
        """
        ...

    async def note(self, run_id: str, verdict: TalkVerdict) -> None:
        """Keep a talk of a run; a repeat takes the first's place."""
        ...

    async def talks(self, run_id: str) -> Sequence[TalkVerdict]:
        """Return the talks of a run, by the ids of their scenarios."""
        ...

    async def forget(self, runs: Sequence[str]) -> int:
        """Remove the talks of all runs but these; return how many."""
        ...
