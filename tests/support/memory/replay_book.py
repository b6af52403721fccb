"""Keep replays in memory."""

from collections.abc import Sequence

from assistant.improvement.replay.replay_run import ReplayConflictError, ReplayRun
from assistant.improvement.replay.replay_tally import ReplayedTurn


class MemoryReplayRuns:
    """Keep `ReplayRuns` for one event loop."""

    def __init__(self) -> None:
        self._runs: dict[str, ReplayRun] = {}
        self._turns: dict[str, tuple[ReplayedTurn, ...]] = {}

    async def put(self, run: ReplayRun, *, expected_version: int | None) -> None:
        known = self._runs.get(run.run_id)
        if expected_version != (known.version if known else None):
            raise ReplayConflictError(run.run_id)
        self._runs[run.run_id] = run

    async def get(self, run_id: str) -> ReplayRun | None:
        return self._runs.get(run_id)

    async def next_waiting(self) -> ReplayRun | None:
        going = [one for one in self._newest() if one.is_going]
        return going[-1] if going else None

    async def history(self, *, limit: int) -> Sequence[ReplayRun]:
        return self._newest()[:limit]

    async def keep_turns(self, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
        self._turns[run_id] = tuple(turns)

    async def turns(self, run_id: str) -> Sequence[ReplayedTurn]:
        return self._turns.get(run_id, ())

    async def forget(self, *, keep: int) -> int:
        old = [one.run_id for one in self._newest() if not one.is_going][keep:]
        for one in old:
            del self._runs[one]
            self._turns.pop(one, None)
        return len(old)

    def _newest(self) -> list[ReplayRun]:
        return sorted(self._runs.values(), key=lambda one: one.asked_at, reverse=True)
