"""Make a task of each saved question that the last run found red."""

from contextlib import suppress
from dataclasses import dataclass

from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import ChangeCause, ChangeSignal
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.messages.trials.ports import QuestionRuns, RunState, SavedQuestions
from assistant.messages.trials.saved_question import by_question
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
        """Keep the tasks of the last whole run in force; return how many are new."""
        run = await self.runs.latest()
        if run is None or run.state is not RunState.DONE or run.run_id == self._seen:
            return 0
        results = by_question(await self.runs.results(run.run_id))
        known, new = await self.changes.all(), 0
        for question in await self.questions.all():
            result = results.get(question.question_id)
            if result is None or result.is_green:
                continue
            raised = RaisedTask(
                cause=ChangeCause.RED_QUESTION,
                subject=question.question_id,
                about=question.text,
                signals=(
                    ChangeSignal(
                        conversation_id="", message_id=question.question_id, at=run.asked_at
                    ),
                ),
            )
            task = propose_task(raised, known, now=self.clock.now())
            if task is None:
                continue
            versions = {one.change_id: one.version for one in known}
            before = versions.get(task.change_id)
            with suppress(ChangeConflictError):  # somebody decided meanwhile
                await self.changes.put(task, expected_version=before)
                new += before is None
        self._seen = run.run_id
        return new
