"""Ask the saved questions, one after the other: by hand, every night, and at each change.

A run is a record that anybody may ask for and one worker of many works off. Each result is stored
as it comes, so that the next worker goes on where one died, and a page shows how far it is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from assistant.kit.duty import Duty, is_due, pause
from assistant.kit.fault_log import report
from assistant.messages.trials.ports import (
    CandidateChange,
    FurtherTests,
    QuestionConflictError,
    QuestionRun,
    QuestionRuns,
    RunState,
    SavedQuestions,
    SeenVersions,
)
from assistant.messages.trials.saved_question import (
    QuestionResult,
    SavedQuestion,
    broken,
    broken_test,
    judge_answer,
)
from assistant.messages.trials.trial import TrialMessage, Trials
from assistant.ports import BrokerUnavailableError, Clock, LogUnavailableError

_QUESTION_S = 40.0  # longest for one question
_TEST_S = 180.0  # longest for a test of several messages
_KEPT = 200  # runs
_GOING = 100  # runs that wait at most, beside those that are kept


class RunCause(StrEnum):
    """Name the cause of a run."""

    ASKED = "asked"  # a person asked for it
    NIGHT = "night"
    INDEX = "index"  # there is a new version of the index
    AUTONOMY = "autonomy"  # another autonomy table is in force
    SETTINGS = "settings"  # other settings are in force
    VERIFIED = "verified"  # other verified answers are live
    CANDIDATE = "candidate"  # a change that is not in force yet
    TRIED = "tried"  # such a change, before anybody decides on it


def _changed(before: SeenVersions, now: SeenVersions) -> RunCause | None:
    """Return the first cause for which answers may be others; None: nothing changed."""
    if before.index != now.index:
        return RunCause.INDEX
    if before.table != now.table:
        return RunCause.AUTONOMY
    if before.settings != now.settings:
        return RunCause.SETTINGS
    return RunCause.VERIFIED if before.verified != now.verified else None


async def ask_question(trials: Trials, question: SavedQuestion) -> QuestionResult:
    """Return the verdict on the answer to a saved question."""
    message = TrialMessage(
        text=question.text,
        channel=question.channel,
        language=question.language,
        page=question.page,
        category=question.category,
        proves=False,  # results are read by all of the console, and customers' orders are not
    )
    try:
        async with asyncio.timeout(_QUESTION_S):
            return judge_answer(question, await trials.take(message))
    except Exception as error:  # noqa: BLE001 - one question that fails does not end the others
        report("questions.broken", error, question=question.question_id)
        return broken(question, type(error).__name__)


async def _ask_on_both(
    question: SavedQuestion, trials: Trials, before: Trials | None
) -> QuestionResult:
    """Return the result of a question; a red one is asked without the change, too."""
    result = await ask_question(trials, question)
    if before is None or result.is_green:
        return result
    return replace(result, before=(await ask_question(before, question)).is_green)


def new_run(
    cause: RunCause, *, by: str, at: datetime, candidate: CandidateChange | None = None
) -> QuestionRun:
    """Return a run that waits to be worked off."""
    return QuestionRun(
        run_id=uuid4().hex, version=1, cause=cause, by=by, asked_at=at, candidate=candidate
    )


@dataclass(slots=True, kw_only=True)
class QuestionRounds:
    """Work off the runs of the saved questions, in one worker of many, and begin those of changes.

    A failed candidate, such as a setting that cannot be used, ends its run as failed.
    """

    questions: SavedQuestions
    runs: QuestionRuns
    trials: Callable[[CandidateChange | None, asyncio.Event], Awaitable[Trials]]
    versions: Callable[[], Awaitable[SeenVersions]]
    duty: Duty
    clock: Clock
    hour: int  # of the night's run, UTC
    further: FurtherTests | None = None  # None: the saved questions are all the tests
    in_force: Trials | None = None  # without a change; None: nothing is asked on both
    every_s: float = 2.0  # to look for a run: an indexed read
    changes_every_s: float = 3.0  # to look for changes: their versions
    _look_at: float = field(default=0.0, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, whenever it is this process's turn."""
        began = self.clock.now()

        async def look(stop: asyncio.Event) -> float | None:
            return await self.look(stop, began)

        await self.duty.run(stop, look, every_s=self.every_s)

    async def look(self, stop: asyncio.Event, began: datetime) -> float | None:
        """Work a piece of a run off, or begin one that is due; return the pause until the next."""
        run = await self.runs.next_waiting()
        if run is not None:
            await self._work(run, stop)
            return None
        now = asyncio.get_running_loop().time()
        if now < self._look_at:
            return self.every_s
        self._look_at = now + self.changes_every_s
        cause = await self.due(began)
        if cause is not None:
            await self.runs.put(new_run(cause, by="", at=self.clock.now()), expected_version=None)
            return None
        return self.every_s

    async def due(self, began: datetime) -> RunCause | None:
        """Return the cause of a run that is due; None: nothing changed, and it is not yet night."""
        last = await self.runs.latest()
        before, seen = last.seen if last else None, await self.versions()
        cause = _changed(before, seen) if before else None
        at = last.asked_at if last else None
        if cause is None and is_due(at, began=began, now=self.clock.now(), hour=self.hour):
            cause = RunCause.NIGHT
        return cause if cause and (await self.questions.all() or await self._further()) else None

    async def _further(self) -> Sequence[str]:
        return await self.further.ids() if self.further else ()

    async def _work(self, run: QuestionRun, stop: asyncio.Event) -> None:
        """Ask the questions that are left, for as long as the lease surely holds."""
        trials = await self._made(run, stop)
        if trials is None:
            return
        asked = {one.question_id: one for one in await self.questions.all()}
        tests = [*asked, *await self._further()]
        if run.state is RunState.WAITING:
            seen = await self.versions()
            begun = replace(run, state=RunState.RUNNING, total=len(tests), seen=seen)
            run = await self._put(run, begun)
            if not run.is_going:
                return  # it was cancelled meanwhile
        loop = asyncio.get_running_loop()
        until = loop.time() + max(0.0, self.duty.for_s - _QUESTION_S) / 2
        done = {one.question_id for one in await self.runs.results(run.run_id)}
        for test_id in tests:
            if test_id in done:
                continue
            if stop.is_set() or loop.time() > until or await self._is_over(run):
                return
            result = await self._result(trials, asked.get(test_id), test_id, run)
            if result is not None:
                await self.runs.note(run.run_id, result)
            await pause(stop, 0)  # customers' turns come in between
        await self._end(run, RunState.DONE)

    async def _result(
        self, trials: Trials, question: SavedQuestion | None, test_id: str, run: QuestionRun
    ) -> QuestionResult | None:
        before = self.in_force if run.candidate else None
        if question is not None:
            return await _ask_on_both(question, trials, before)
        if self.further is None:
            return None
        asking = asyncio.ensure_future(self.further.ask(trials, test_id, run, before=before))
        try:
            async with asyncio.timeout(_TEST_S):
                await self.duty.keep_during(asking)  # a talk takes longer than a question
            return asking.result()
        except (BrokerUnavailableError, LogUnavailableError):
            raise
        except Exception as error:  # noqa: BLE001 - one test that fails does not end the others
            report("questions.broken", error, question=test_id)
            return broken_test(test_id, type(error).__name__)
        finally:
            asking.cancel()

    async def _made(self, run: QuestionRun, stop: asyncio.Event) -> Trials | None:
        """Return the trials of a run; None: it failed, or `stop` is set."""
        making = asyncio.ensure_future(self.trials(run.candidate, stop))
        try:
            await self.duty.keep_during(making)  # to index a page takes time
            return making.result()
        except BrokerUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - a candidate may be anything that people type
            if not stop.is_set():
                report("questions.no_candidate", error)
                await self._end(run, RunState.FAILED)
            return None
        finally:
            making.cancel()

    async def _is_over(self, run: QuestionRun) -> bool:
        now = await self.runs.get(run.run_id)
        return now is None or not now.is_going

    async def _end(self, run: QuestionRun, state: RunState) -> None:
        results = await self.runs.results(run.run_id)
        red = sum(not one.is_green for one in results)
        ended = replace(run, state=state, red=red, total=len(results), ended_at=self.clock.now())
        await self._put(run, ended)
        await self.runs.forget(keep=_KEPT)
        if self.further is not None:
            kept = await self.runs.history(limit=_KEPT + _GOING)
            await self.further.forget([one.run_id for one in kept])

    async def _put(self, before: QuestionRun, after: QuestionRun) -> QuestionRun:
        """Store a run as it is now; one that a person cancelled stays so."""
        new = replace(after, version=before.version + 1)
        try:
            await self.runs.put(new, expected_version=before.version)
        except QuestionConflictError:
            return await self.runs.get(before.run_id) or before
        return new
