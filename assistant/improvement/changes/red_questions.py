"""Make a task of each saved question, and of each scenario, that the last run found red."""

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
from assistant.messages.trials.ports import QuestionRun, QuestionRuns, RunState, SavedQuestions
from assistant.ports import Clock


@dataclass(slots=True, kw_only=True)
class RedQuestions:
    """Make tasks of red questions and scenarios, one for as long as each stays red."""

    questions: SavedQuestions
    scenarios: ScenarioBook
    runs: QuestionRuns
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
        results = await self.runs.results(run.run_id)
        red = {one.question_id for one in results if not one.is_green}
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

    async def _tests(self, run: QuestionRun) -> Sequence[RaisedTask]:
        """Return the task that each saved question and each scenario would be."""
        question, scenario = ChangeCause.RED_QUESTION, ChangeCause.RED_SCENARIO
        named = [(question, one.question_id, one.text) for one in await self.questions.all()]
        named += [(scenario, one.scenario_id, one.name) for one in await self.scenarios.all()]
        return [
            RaisedTask(
                cause=cause,
                subject=test_id,
                about=about,
                signals=(ChangeSignal(conversation_id="", message_id=test_id, at=run.asked_at),),
            )
            for cause, test_id, about in named
        ]

    def _closed(self, task: ChangeSet) -> ChangeSet:
        return change_moves.expire(task, at=self.clock.now(), why=ChangeDeed.MENDED)


def _is_task(change: ChangeSet) -> bool:
    """Tell whether a change set is an open task of a red question or scenario."""
    is_ours = change.cause in {ChangeCause.RED_QUESTION, ChangeCause.RED_SCENARIO}
    return is_ours and change.state is ChangeState.PROPOSED
