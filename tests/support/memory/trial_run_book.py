"""Keep runs in memory."""

from collections.abc import Sequence

from assistant.improvement.replay.replay_tally import ReplayedTurn
from assistant.improvement.runs.ports import RunConflictError
from assistant.improvement.runs.trial_run import TrialRun


class MemoryTrialRuns:
    """Keep `TrialRuns` for one event loop."""

    def __init__(self) -> None:
        self._runs: dict[str, TrialRun] = {}
        self._turns: dict[str, tuple[ReplayedTurn, ...]] = {}

    async def put(self, run: TrialRun, *, expected_version: int | None) -> None:
        known = self._runs.get(run.run_id)
        if expected_version != (known.version if known else None):
            raise RunConflictError(run.run_id)
        self._runs[run.run_id] = run

    async def get(self, run_id: str) -> TrialRun | None:
        return self._runs.get(run_id)

    async def next_waiting(self, *, replays: bool) -> TrialRun | None:
        going = [one for one in self._newest(replays) if one.is_going]
        return going[-1] if going else None

    async def latest(self) -> TrialRun | None:
        whole = (one for one in self._newest(replays=False) if one.seen and one.candidate is None)
        return next(whole, None)

    async def history(self, *, limit: int, replays: bool | None = None) -> Sequence[TrialRun]:
        return self._newest(replays)[:limit]

    async def keep_turns(self, run_id: str, turns: Sequence[ReplayedTurn]) -> None:
        self._turns[run_id] = tuple(turns)

    async def turns(self, run_id: str) -> Sequence[ReplayedTurn]:
        return self._turns.get(run_id, ())

    async def forget(self, *, keep: int, replays: bool) -> int:
        old = [one.run_id for one in self._newest(replays) if not one.is_going][keep:]
        for one in old:
            del self._runs[one]
            self._turns.pop(one, None)
        return len(old)

    def _newest(self, replays: bool | None) -> list[TrialRun]:  # noqa: FBT001  # of the port
        fitting = [one for one in self._runs.values() if replays in {None, one.span is not None}]
        return sorted(fitting, key=lambda one: one.asked_at, reverse=True)
