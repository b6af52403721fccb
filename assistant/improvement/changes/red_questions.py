"""Make a task of each scenario that the last run found red."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeSet,
    ChangeSignal,
    ChangeState,
)
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.runs.ports import TrialRuns
from assistant.improvement.runs.trial_run import RunState, TrialRun
from assistant.ports import Clock


@dataclass(slots=True, kw_only=True)
class RedQuestions:
    """Make tasks of red scenarios, one for as long as each stays red."""

    scenarios: ScenarioBook
    runs: TrialRuns
    changes: ChangeBook
    clock: Clock
    _seen: str = ""  # the run that was looked at last

    async def propose(self) -> int:
        """Keep the tasks of the last whole run in force, and close those of tests that pass.

        Return how many are new.
        """
        run = await self.runs.latest()
        if run is None or run.state is not RunState.DONE or run.run_id == self._seen:
            return 0
        talks = await self.scenarios.talks(run.run_id)
        red = {one.scenario_id for one in talks if not one.passed}
        raised = [one for one in await self._tests(run) if one.subject in red]
        known = await self.changes.all()
        tasks = (propose_task(one, known, now=self.clock.now()) for one in raised)
        made = [task for task in tasks if task is not None]
        ours = {one.subject for one in raised}
        closed = [one for one in known if _is_task(one) and one.change.content not in ours]
        new = 0
        versions = {one.change_id: one.version for one in known}
        for task in (*made, *map(self._closed, closed)):
            before = versions.get(task.change_id)
            with suppress(ChangeConflictError):  # somebody decided meanwhile
                await self.changes.put(task, expected_version=before)
                new += before is None
        self._seen = run.run_id
        return new

    async def _tests(self, run: TrialRun) -> Sequence[RaisedTask]:
        """Return the task that each scenario would be."""
        return [
            RaisedTask(
                cause=ChangeCause.RED_QUESTION if one.part.once else ChangeCause.RED_SCENARIO,
                subject=one.scenario_id,
                about=one.name,
                signals=(
                    ChangeSignal(conversation_id="", message_id=one.scenario_id, at=run.asked_at),
                ),
            )
            for one in await self.scenarios.all()
        ]

    def _closed(self, task: ChangeSet) -> ChangeSet:
        return change_moves.expire(task, at=self.clock.now(), why=ChangeDeed.MENDED)


def _is_task(change: ChangeSet) -> bool:
    """Tell whether a change set is an open task of a red scenario."""
    is_ours = change.cause in {ChangeCause.RED_QUESTION, ChangeCause.RED_SCENARIO}
    return is_ours and change.state is ChangeState.PROPOSED
