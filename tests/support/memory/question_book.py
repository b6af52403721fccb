"""Keep saved questions and their runs in memory."""

from collections.abc import Sequence

from assistant.messages.trials.ports import QuestionConflictError, QuestionRun
from assistant.messages.trials.saved_question import QuestionResult, SavedQuestion


class MemorySavedQuestions:
    """Keep `SavedQuestions` for one event loop."""

    def __init__(self, *questions: SavedQuestion) -> None:
        self._kept = {one.question_id: one for one in questions}

    async def all(self) -> Sequence[SavedQuestion]:
        return list(self._kept.values())

    async def get(self, question_id: str) -> SavedQuestion | None:
        return self._kept.get(question_id)

    async def put(self, question: SavedQuestion, *, expected_version: int | None) -> None:
        self._check(question.question_id, expected_version)
        self._kept[question.question_id] = question

    async def remove(self, question_id: str, *, expected_version: int) -> None:
        self._check(question_id, expected_version)
        del self._kept[question_id]

    def _check(self, question_id: str, expected: int | None) -> None:
        known = self._kept.get(question_id)
        if expected != (known.version if known else None):
            raise QuestionConflictError(question_id)


class MemoryQuestionRuns:
    """Keep `QuestionRuns` for one event loop."""

    def __init__(self) -> None:
        self._runs: dict[str, QuestionRun] = {}
        self._results: dict[str, dict[str, QuestionResult]] = {}

    async def put(self, run: QuestionRun, *, expected_version: int | None) -> None:
        known = self._runs.get(run.run_id)
        if expected_version != (known.version if known else None):
            raise QuestionConflictError(run.run_id)
        self._runs[run.run_id] = run

    async def get(self, run_id: str) -> QuestionRun | None:
        return self._runs.get(run_id)

    async def next_waiting(self) -> QuestionRun | None:
        going = (one for one in self._newest() if one.is_going)
        return next(reversed(list(going)), None)

    async def latest(self) -> QuestionRun | None:
        return next((one for one in self._newest() if one.seen and one.candidate is None), None)

    async def history(self, *, limit: int) -> Sequence[QuestionRun]:
        return self._newest()[:limit]

    async def note(self, run_id: str, result: QuestionResult) -> None:
        self._results.setdefault(run_id, {})[result.question_id] = result

    async def results(self, run_id: str) -> Sequence[QuestionResult]:
        of_run = self._results.get(run_id, {})
        return [of_run[one] for one in sorted(of_run)]

    async def forget(self, *, keep: int) -> int:
        old = [one.run_id for one in self._newest() if not one.is_going][keep:]
        for one in old:
            del self._runs[one]
            self._results.pop(one, None)
        return len(old)

    def _newest(self) -> list[QuestionRun]:
        return sorted(self._runs.values(), key=lambda one: one.asked_at, reverse=True)
