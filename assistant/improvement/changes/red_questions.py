"""Make a task of each saved question that the last run found red."""

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
from assistant.messages.trials.ports import QuestionRun, QuestionRuns, RunState, SavedQuestions
from assistant.messages.trials.saved_question import SavedQuestion
from assistant.ports import Clock


@dataclass(slots=True, kw_only=True)
class RedQuestions:
    """Make tasks of red questions, one for as long as a question stays red."""

    questions: SavedQuestions
    runs: QuestionRuns
    changes: ChangeBook
    clock: Clock
    _seen: str = ""  # the run that was looked at last

    async def propose(self) -> int:
        """Keep the tasks of the last whole run in force, and close those of questions that pass.

        Return how many are new.
        """
        run = await self.runs.latest()
        if run is None or run.state is not RunState.DONE or run.run_id == self._seen:
            return 0
        results = await self.runs.results(run.run_id)
        red = {one.question_id for one in results if not one.is_green}
        questions = [one for one in await self.questions.all() if one.question_id in red]
        known = await self.changes.all()
        made = [task for one in questions if (task := self._task(one, run, known))]
        ours = {one.question_id for one in questions}
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

    def _task(
        self, question: SavedQuestion, run: QuestionRun, known: Sequence[ChangeSet]
    ) -> ChangeSet | None:
        signal = ChangeSignal(conversation_id="", message_id=question.question_id, at=run.asked_at)
        raised = RaisedTask(
            cause=ChangeCause.RED_QUESTION,
            subject=question.question_id,
            about=question.text,
            signals=(signal,),
        )
        return propose_task(raised, known, now=self.clock.now())

    def _closed(self, task: ChangeSet) -> ChangeSet:
        return change_moves.expire(task, at=self.clock.now(), why=ChangeDeed.MENDED)


def _is_task(change: ChangeSet) -> bool:
    """Tell whether a change set is an open task of a red question."""
    return change.cause is ChangeCause.RED_QUESTION and change.state is ChangeState.PROPOSED
