"""Runs of the saved questions: asked for, due, interrupted, cancelled, of a candidate."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.app.compose.assistant_turn import assemble_steps
from assistant.commerce.ports import ShopUnavailableError
from assistant.kit.duty import Duty
from assistant.messages.trials import question_run
from assistant.messages.trials.ports import CandidateChange, QuestionRun, RunState, SeenVersions
from assistant.messages.trials.question_run import (
    QuestionRounds,
    RunCause,
    ask_question,
    new_run,
)
from assistant.messages.trials.saved_question import (
    Expectation,
    QuestionFault,
    QuestionResult,
    SavedQuestion,
    broken,
)
from assistant.messages.trials.trial import TrialMessage, Trials, TriedTurn
from assistant.ports import LogUnavailableError
from tests.support.memory.question_book import MemoryQuestionRuns, MemorySavedQuestions
from tests.support.memory.work_queue import MemoryLeases
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.trials.test_saved_question import NOON
from tests.unit.assistant.messages.turning import RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
SEEN = SeenVersions(index="v7", table=0, settings=0)
GREEN = SavedQuestion(
    question_id="q1",
    version=1,
    text=ASKED,
    expected=Expectation(source="Retours", facts=("30 jours",)),
    by="zoe",
    at=NOON,
)
RED = replace(GREEN, question_id="q2", expected=Expectation(facts=("14 jours",)))


@dataclass
class Hand:
    """A clock that is set by hand."""

    at: datetime = datetime(2026, 11, 16, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Scenarios:
    """Further tests: two of them, one of which is gone when it is asked."""

    away: Exception | None = None  # raised at each
    hangs: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    async def ids(self) -> Sequence[str]:
        return ["s1", "s2"]

    async def ask(
        self, trials: Trials, test_id: str, run: QuestionRun, *, before: Trials | None = None
    ) -> QuestionResult | None:
        del trials, before
        self.asked.append((test_id, run.run_id))
        if self.away is not None:
            raise self.away
        if self.hangs:
            await asyncio.Event().wait()
        red = replace(broken(RED, "TimeoutError"), question_id=test_id)
        return red if test_id == "s1" else None

    async def does_harm(self, results: Sequence[QuestionResult], turned: Collection[str]) -> bool:
        raise NotImplementedError

    async def forget(self, runs: Sequence[str]) -> None:
        self.kept = list(runs)


@dataclass
class Stage:
    """Rounds over two saved questions."""

    questions: MemorySavedQuestions = field(
        default_factory=lambda: MemorySavedQuestions(GREEN, RED)
    )
    runs: MemoryQuestionRuns = field(default_factory=MemoryQuestionRuns)
    seen: SeenVersions = SEEN
    clock: Hand = field(default_factory=Hand)
    candidates: list[CandidateChange | None] = field(default_factory=list)
    broken: bool = False
    further: Scenarios | None = None

    @property
    def rounds(self) -> QuestionRounds:
        return QuestionRounds(
            questions=self.questions,
            runs=self.runs,
            trials=self.trials,
            versions=self.versions,
            duty=Duty(leases=MemoryLeases(), name="questions", for_s=120.0),
            clock=self.clock,
            hour=3,
            further=self.further,
        )

    async def trials(self, candidate: CandidateChange | None, _: asyncio.Event) -> Trials:
        self.candidates.append(candidate)
        if self.broken:
            raise ValueError
        turn = Assistant(asked(ASKED), RETURNS).turn
        return Trials(turn=turn, steps=assemble_steps, key=b"k" * 32)

    async def versions(self) -> SeenVersions:
        return self.seen

    async def put(self, candidate: CandidateChange | None = None, **changed: object) -> QuestionRun:
        run = new_run(RunCause.ASKED, by="zoe", at=self.clock.now(), candidate=candidate)
        run = replace(run, **changed)  # type: ignore[arg-type]  # its fields
        await self.runs.put(run, expected_version=None)
        return run

    async def look(self) -> float | None:
        return await self.rounds.look(asyncio.Event(), self.clock.now())

    async def now(self, run: QuestionRun) -> QuestionRun:
        kept = await self.runs.get(run.run_id)
        assert kept is not None
        return kept


class TestARun:
    async def test_plays_the_scenarios_after_the_questions(self) -> None:
        stage = Stage(further=Scenarios())
        run = await stage.put()

        await stage.look()

        done = await stage.now(run)
        assert (done.state, done.total, done.red) == (RunState.DONE, 3, 2)
        assert stage.further is not None
        assert stage.further.asked == [("s1", run.run_id), ("s2", run.run_id)]
        assert stage.further.kept == [run.run_id]

    @pytest.mark.parametrize("away", [ShopUnavailableError(), KeyError("odd")])
    async def test_ends_though_a_scenario_raises(self, away: Exception) -> None:
        stage = Stage(further=Scenarios(away=away))
        run = await stage.put()

        await stage.look()

        done = await stage.now(run)
        assert (done.state, done.total, done.red) == (RunState.DONE, 4, 3)

    async def test_ends_though_a_scenario_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(question_run, "_TEST_S", 0.01)
        stage = Stage(further=Scenarios(hangs=True))
        run = await stage.put()

        await stage.look()

        assert (await stage.now(run)).state is RunState.DONE

    async def test_waits_for_a_log_that_is_away(self) -> None:
        stage = Stage(further=Scenarios(away=LogUnavailableError()))
        await stage.put()

        with pytest.raises(LogUnavailableError):
            await stage.look()

    async def test_is_due_for_scenarios_alone(self) -> None:
        stage = Stage(further=Scenarios(), questions=MemorySavedQuestions())
        await stage.put(seen=SEEN, state=RunState.DONE)
        stage.seen = replace(SEEN, table=1)

        assert await stage.rounds.due(stage.clock.now()) is RunCause.AUTONOMY

    async def test_asks_every_question_and_counts_the_reds(self) -> None:
        stage = Stage()
        run = await stage.put()

        await stage.look()

        done = await stage.now(run)
        assert (done.state, done.total, done.red) == (RunState.DONE, 2, 1)
        assert done.seen == SEEN
        results = await stage.runs.results(run.run_id)
        assert [one.is_green for one in results] == [True, False]
        assert results[1].faults[0].fault is QuestionFault.NOT_SAID

    async def test_goes_on_where_another_worker_died(self) -> None:
        stage = Stage()
        run = await stage.put(state=RunState.RUNNING, total=2, seen=SEEN)
        before = await ask_question(await stage.trials(None, asyncio.Event()), GREEN)
        await stage.runs.note(run.run_id, replace(before, said="as it was"))

        await stage.look()

        assert (await stage.now(run)).state is RunState.DONE
        results = await stage.runs.results(run.run_id)
        assert [one.said == "as it was" for one in results] == [True, False]

    async def test_asks_as_somebody_who_cannot_prove_to_be_a_customer(self) -> None:
        heard: list[TrialMessage] = []

        class Overheard(Trials):
            async def take(self, message: TrialMessage) -> TriedTurn:
                heard.append(message)
                return await Trials.take(self, message)

        known = await Stage().trials(None, asyncio.Event())
        overheard = Overheard(turn=known.turn, steps=known.steps, key=known.key)

        assert (await ask_question(overheard, GREEN)).is_green
        assert [one.proves for one in heard] == [False]

    async def test_that_was_cancelled_stays_so(self) -> None:
        stage = Stage()
        run = await stage.put()
        waiting = await stage.now(run)

        async def cancels(candidate: CandidateChange | None, stop: asyncio.Event) -> Trials:
            gone = replace(waiting, state=RunState.CANCELLED, version=waiting.version + 1)
            await stage.runs.put(gone, expected_version=waiting.version)
            return await stage.trials(candidate, stop)

        rounds = stage.rounds
        rounds.trials = cancels
        await rounds.look(asyncio.Event(), NOON)

        assert (await stage.now(run)).state is RunState.CANCELLED
        assert list(await stage.runs.results(run.run_id)) == []

    async def test_of_a_candidate_is_on_its_trials(self) -> None:
        stage, candidate = Stage(), CandidateChange(kind="autonomy", content="{}")
        await stage.put(candidate)

        await stage.look()

        assert stage.candidates == [candidate]

    async def test_of_a_candidate_that_cannot_be_used_fails(self) -> None:
        stage = Stage(broken=True)
        run = await stage.put(CandidateChange(kind="settings", content="?"))

        await stage.look()

        assert (await stage.now(run)).state is RunState.FAILED

    async def test_has_a_question_red_whose_turn_breaks_off(self) -> None:
        trials = await Stage().trials(None, asyncio.Event())
        nobody = replace(trials, steps=lambda _: ())

        result = await ask_question(nobody, GREEN)

        assert [one.fault for one in result.faults] == [QuestionFault.BROKEN]


class TestARunByItself:
    async def test_comes_once_the_hour_has_passed(self) -> None:
        stage = Stage()
        began = stage.clock.now()
        assert await stage.rounds.due(began) is None

        stage.clock.at += timedelta(hours=16)

        assert await stage.rounds.due(began) is RunCause.NIGHT

    async def test_comes_at_each_change(self) -> None:
        stage = Stage()
        await stage.put(state=RunState.DONE, seen=SEEN)
        began = stage.clock.now()

        causes = []
        for seen in (
            SEEN,
            replace(SEEN, index="v8"),
            replace(SEEN, table=1),
            replace(SEEN, settings=1),
            replace(SEEN, verified=1),
        ):
            stage.seen = seen
            causes.append(await stage.rounds.due(began))

        assert causes == [
            None,
            RunCause.INDEX,
            RunCause.AUTONOMY,
            RunCause.SETTINGS,
            RunCause.VERIFIED,
        ]

    async def test_comes_at_a_change_though_a_run_by_hand_looked_at_no_version(self) -> None:
        stage = Stage(seen=replace(SEEN, index="v8"))
        await stage.put(state=RunState.DONE, seen=SEEN)
        stage.clock.at += timedelta(minutes=1)
        await stage.put(state=RunState.DONE)

        assert await stage.rounds.due(NOON) is RunCause.INDEX

    async def test_begins_at_a_look_and_is_worked_off_at_the_next(self) -> None:
        stage = Stage(seen=replace(SEEN, index="v8"))
        await stage.put(state=RunState.DONE, seen=SEEN)
        stage.clock.at += timedelta(minutes=1)
        rounds = stage.rounds

        assert await rounds.look(asyncio.Event(), NOON) is None
        await rounds.look(asyncio.Event(), NOON)

        newest = (await stage.runs.history(limit=1))[0]
        assert (newest.cause, newest.by, newest.state) == ("index", "", RunState.DONE)
        assert await rounds.look(asyncio.Event(), NOON) == rounds.every_s

    async def test_does_not_come_without_questions(self) -> None:
        stage = Stage(questions=MemorySavedQuestions())
        stage.clock.at += timedelta(days=2)

        assert await stage.rounds.due(NOON) is None
