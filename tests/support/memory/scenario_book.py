"""Keep scenarios and their talks in memory."""

from collections.abc import Sequence

from assistant.improvement.rehearsal.ports import ScenarioConflictError
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict


class MemoryScenarioBook:
    """Keep a `ScenarioBook` for one event loop."""

    def __init__(self, *scenarios: SavedScenario) -> None:
        self._kept = {one.scenario_id: one for one in scenarios}
        self._talks: dict[tuple[str, str], TalkVerdict] = {}

    async def all(self) -> Sequence[SavedScenario]:
        return list(self._kept.values())

    async def get(self, scenario_id: str) -> SavedScenario | None:
        return self._kept.get(scenario_id)

    async def put(self, scenario: SavedScenario, *, expected_version: int | None) -> None:
        self._check(scenario.scenario_id, expected_version)
        self._kept[scenario.scenario_id] = scenario

    async def remove(self, scenario_id: str, *, expected_version: int) -> None:
        self._check(scenario_id, expected_version)
        del self._kept[scenario_id]
        self._talks = {key: one for key, one in self._talks.items() if key[1] != scenario_id}

    async def note(self, run_id: str, verdict: TalkVerdict) -> None:
        self._talks[run_id, verdict.scenario_id] = verdict

    async def talks(self, run_id: str) -> Sequence[TalkVerdict]:
        return [self._talks[key] for key in sorted(self._talks) if key[0] == run_id]

    async def forget(self, runs: Sequence[str]) -> int:
        before = len(self._talks)
        self._talks = {key: one for key, one in self._talks.items() if key[0] in runs}
        return before - len(self._talks)

    def _check(self, scenario_id: str, expected: int | None) -> None:
        known = self._kept.get(scenario_id)
        if expected != (known.version if known else None):
            raise ScenarioConflictError(scenario_id)
