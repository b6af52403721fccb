"""Try a change set before anybody decides on it: its scenarios, and a replay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assistant.console.rehearsing.rehearsal_texts import say, tell_tally
from assistant.conversation.message import Language
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.live_check import LiveCheck
from assistant.improvement.runs.trial_run import RunCause, RunState, TrialRun, new_run
from assistant.messages.trials.candidate_change import CandidateChange

DAYS = 30
"""Days back whose conversations are replayed under a change."""


@dataclass(frozen=True, slots=True)
class ChangeTrials:
    """Ask for trials of change sets, and show the newest of each.

    Every method may raise `LogUnavailableError`.
    """

    check: LiveCheck

    async def ask(
        self, change: ChangeSet, candidate: CandidateChange, *, by: str, replays: bool
    ) -> None:
        """Ask for a run of the scenarios, or a replay of the last `DAYS` days.

        It is asked for unless one of this change is going. `candidate` is the change with the page
        that shows it.
        """
        newest = await self.check.latest_of(candidate, replays=replays)
        if not can_be_shown(change) or (newest and newest.is_going):
            return
        now = self.check.clock.now()
        span = ReplaySpan(now - timedelta(days=DAYS), now) if replays else None
        run = new_run(RunCause.TRIED, by=by, at=now, candidate=candidate, span=span)
        await self.check.runs.put(run, expected_version=None)

    async def shown(self, change: ChangeSet, language: Language) -> Mapping[str, Any]:
        """Return the values of the template that shows the newest run and the newest replay."""
        run = await self.check.latest_of(change.change)
        replay = await self.check.latest_of(change.change, replays=True)
        turned = await self.check.new_reds(run) if run and run.state is RunState.DONE else ()
        return {
            "run": run,
            "asked": len(await self.check.book.talks(run.run_id)) if run else 0,
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


def differences(replay: TrialRun | None) -> list[tuple[Difference, int]]:
    """Return how many turns differ in each way, the most harmful first."""
    found = replay.tally.differing if replay else {}
    return [(one, number) for one in Difference if (number := found.get(one))]
