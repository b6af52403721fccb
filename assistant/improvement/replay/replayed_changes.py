"""Find the replays of a change, and the one by which it does harm."""

from dataclasses import dataclass

from assistant.improvement.replay.replay_run import ReplayRun, ReplayRuns
from assistant.messages.trials.ports import CandidateChange, RunState

_LOOKED_AT = 100  # runs


@dataclass(frozen=True, slots=True)
class ReplayedChanges:
    """Read the replays of changes. Every method may raise `LogUnavailableError`."""

    runs: ReplayRuns

    async def newest(self, change: CandidateChange) -> ReplayRun | None:
        """Return the newest replay of exactly this change; None: it was never replayed."""
        return next(iter(await self._all(change)), None)

    async def of(self, change: CandidateChange) -> str:
        """Return the id of the replay by which a change does harm; "": there is none.

        A replay that found harm counts until a newer one took no fewer turns and found none.
        """
        most = 0
        for one in await self._all(change):
            if one.state is not RunState.DONE:
                continue
            if one.tally.does_harm and one.tally.turns > most:
                return one.run_id
            most = max(most, one.tally.turns)
        return ""

    async def _all(self, change: CandidateChange) -> list[ReplayRun]:
        """Return the replays of a change and nothing else, the newest first."""
        history = await self.runs.history(limit=_LOOKED_AT)
        return [
            one
            for one in history
            if len(one.plan.changes) == 1 and one.plan.changes[0].is_same_as(change)
        ]
