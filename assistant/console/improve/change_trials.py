"""Try a change set before anybody decides on it: its saved tests, and a replay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assistant.console.replaying.replay_texts import say, tell_tally
from assistant.conversation.message import Language
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_run import ReplayRun, new_replay
from assistant.improvement.replay.replayed_changes import ReplayedChanges
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference
from assistant.messages.trials.live_check import LiveCheck
from assistant.messages.trials.ports import CandidateChange, RunState
from assistant.messages.trials.question_run import RunCause, new_run

DAYS = 30
"""Days back whose conversations are replayed under a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTrials:
    """Ask for trials of change sets, and show the newest of each.

    Every method may raise `LogUnavailableError`.
    """

    check: LiveCheck
    replays: ReplayedChanges

    async def ask(self, change: ChangeSet, candidate: CandidateChange, *, by: str) -> None:
        """Ask for a run of the saved questions and scenarios, unless one of this change is going.

        `candidate` is the change with the page that shows it.
        """
        newest = await self.check.latest_of(change.change)
        if not can_be_shown(change) or (newest and newest.is_going):
            return
        run = new_run(RunCause.TRIED, by=by, at=self.check.clock.now(), candidate=candidate)
        await self.check.runs.put(run, expected_version=None)

    async def replay(self, change: ChangeSet, *, by: str) -> None:
        """Ask for a replay of the last `DAYS` days, unless one of this change is going."""
        newest = await self.replays.newest(change.change)
        if not can_be_shown(change) or (newest and newest.is_going):
            return
        now = self.check.clock.now()
        bare = CandidateChange(kind=change.change.kind, content=change.change.content)
        plan = ReplayPlan(changes=(bare,), from_record=False)
        span = ReplaySpan(now - timedelta(days=DAYS), now)
        await self.replays.runs.put(new_replay(span, plan, by=by, at=now), expected_version=None)

    async def shown(self, change: ChangeSet, language: Language) -> Mapping[str, Any]:
        """Return the values of the template that shows the newest run and the newest replay."""
        run = await self.check.latest_of(change.change)
        replay = await self.replays.newest(change.change)
        turned = await self.check.new_reds(run) if run and run.state is RunState.DONE else ()
        return {
            "run": run,
            "asked": len(await self.check.runs.results(run.run_id)) if run else 0,
            "turned": len(turned),
            "harms": bool(run and turned and await self.check.does_harm(run, turned)),
            "has_tests": await self.check.has_tests(),
            "replay": replay,
            "differences": [
                (say(f"difference.{one}", language), number) for one, number in differences(replay)
            ],
            "told": tuple(tell_tally(replay.tally, language)) if replay else (),
        }


def can_be_shown(change: ChangeSet) -> bool:
    """Tell whether a change set can be tried as it stands: a task changes nothing here."""
    is_whole = not has_gaps(change.change, change.before)
    return change.is_open and change.kind is not ChangeKind.TASK and is_whole


def differences(replay: ReplayRun | None) -> list[tuple[Difference, int]]:
    """Return how many turns differ in each way, the most harmful first."""
    found = replay.tally.differing if replay else {}
    return [(one, number) for one in Difference if (number := found.get(one))]
