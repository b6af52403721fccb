"""Runs of the scenarios: asked for, due, interrupted, cancelled, of a candidate."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.app.compose.assistant_turn import assemble_steps
from assistant.improvement.rehearsal.saved_scenario import (
    CustomerPart,
    SavedScenario,
    TalkExpectation,
)
from assistant.improvement.rehearsal.talk_verdict import Miss, TalkVerdict
from assistant.improvement.runs import scenario_rounds
from assistant.improvement.runs.played_scenarios import PlayedScenarios
from assistant.improvement.runs.scenario_rounds import ScenarioRounds
from assistant.improvement.runs.trial_run import RunCause, RunState, SeenVersions, TrialRun, new_run
from assistant.kit.duty import Duty
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.trial import TrialMessage, Trials, TriedTurn
from assistant.ports import LogUnavailableError
from tests.support.memory.scenario_book import MemoryScenarioBook
from tests.support.memory.trial_run_book import MemoryTrialRuns
from tests.support.memory.work_queue import MemoryLeases
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
SEEN = SeenVersions(index="v7", table=0, settings=0)
GREEN = SavedScenario(
    scenario_id="q1",
    version=1,
    name=ASKED,
    part=CustomerPart(opening=ASKED, once=True),
    expected=TalkExpectation(answered=True, source="Retours", says=("30 jours",)),
    by="zoe",
    at=NOON,
)
RED = replace(GREEN, scenario_id="q2", expected=TalkExpectation(says=("14 jours",)))


@dataclass
class Hand:
    """A clock that is set by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


def trials() -> Trials:
    turn = Assistant(asked(ASKED), RETURNS).turn
    return Trials(turn=turn, steps=assemble_steps, key=b"k" * 32)


class Troubled(PlayedScenarios):
    """Plays nothing: each scenario raises, or hangs."""

    away: Exception | None = None

    async def play(
        self, scenario: SavedScenario, run: TrialRun, trials: Trials, before: Trials | None
    ) -> TalkVerdict:
        del scenario, run, trials, before
        if self.away is not None:
            raise self.away
        await asyncio.Event().wait()
        raise AssertionError


@dataclass
class Stage:
    """Rounds over two questions."""

    book: MemoryScenarioBook = field(default_factory=lambda: MemoryScenarioBook(GREEN, RED))
    runs: MemoryTrialRuns = field(default_factory=MemoryTrialRuns)
    seen: SeenVersions = SEEN
    clock: Hand = field(default_factory=Hand)
    candidates: list[CandidateChange | None] = field(default_factory=list)
    broken: bool = False
    playing: type[PlayedScenarios] = PlayedScenarios

    @property
    def rounds(self) -> ScenarioRounds:
        return ScenarioRounds(
            played=self.playing(book=self.book, runs=self.runs, zone=ZoneInfo("Europe/Paris")),
            trials=self.trials,
            in_force=trials(),
            versions=self.versions,
            duty=Duty(leases=MemoryLeases(), name="questions", for_s=120.0),
            clock=self.clock,
            hour=3,
        )

    async def trials(self, candidate: CandidateChange | None, _: asyncio.Event) -> Trials:
        self.candidates.append(candidate)
        if self.broken:
            raise ValueError
        return trials()

    async def versions(self) -> SeenVersions:
        return self.seen

    async def put(self, candidate: CandidateChange | None = None, **changed: object) -> TrialRun:
        run = new_run(RunCause.ASKED, by="zoe", at=self.clock.now(), candidate=candidate)
        run = replace(run, **changed)  # type: ignore[arg-type]  # its fields
        await self.runs.put(run, expected_version=None)
        return run

    async def look(self) -> float | None:
        return await self.rounds.look(asyncio.Event(), self.clock.now())

    async def now(self, run: TrialRun) -> TrialRun:
        kept = await self.runs.get(run.run_id)
        assert kept is not None
        return kept


class TestARun:
    async def test_ends_though_a_scenario_raises(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Troubled, "away", KeyError("odd"))
        stage = Stage(playing=Troubled)
        run = await stage.put()

        await stage.look()

        done = await stage.now(run)
        assert (done.state, done.total, done.red) == (RunState.DONE, 2, 2)
        [first, _] = await stage.book.talks(run.run_id)
        assert [(one.miss, one.what) for one in first.misses] == [(Miss.BROKEN, "KeyError")]

    async def test_ends_though_a_scenario_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scenario_rounds, "_SCENARIO_S", 0.01)
        stage = Stage(playing=Troubled)
        run = await stage.put()

        await stage.look()

        assert (await stage.now(run)).state is RunState.DONE

    async def test_waits_for_a_log_that_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Troubled, "away", LogUnavailableError())
        stage = Stage(playing=Troubled)
        await stage.put()

        with pytest.raises(LogUnavailableError):
            await stage.look()

    async def test_plays_every_scenario_and_counts_the_reds(self) -> None:
        stage = Stage()
        run = await stage.put()

        await stage.look()

        done = await stage.now(run)
        assert (done.state, done.total, done.red) == (RunState.DONE, 2, 1)
        assert done.seen == SEEN
        talks = await stage.book.talks(run.run_id)
        assert [one.passed for one in talks] == [True, False]
        assert talks[1].misses[0].miss is Miss.NOT_SAID

    async def test_goes_on_where_another_worker_died(self) -> None:
        stage = Stage()
        run = await stage.put(state=RunState.RUNNING, total=2, seen=SEEN)
        played = await stage.rounds.played.play(GREEN, run, trials(), None)
        kept = replace(played, scenario_version=7)
        await stage.book.note(run.run_id, kept)

        await stage.look()

        assert (await stage.now(run)).state is RunState.DONE
        talks = await stage.book.talks(run.run_id)
        assert [one.scenario_version for one in talks] == [7, 1]

    async def test_asks_a_question_once_as_somebody_who_cannot_prove_to_be_a_customer(self) -> None:
        heard: list[TrialMessage] = []

        class Overheard(Trials):
            async def take(self, message: TrialMessage) -> TriedTurn:
                heard.append(message)
                return await Trials.take(self, message)

        known, stage = trials(), Stage()
        overheard = Overheard(turn=known.turn, steps=known.steps, key=known.key)
        run = await stage.put()

        verdict = await stage.rounds.played.play(GREEN, run, overheard, None)

        assert verdict.passed
        assert [(one.text, one.proves) for one in heard] == [(ASKED, False)]

    async def test_plays_what_is_red_under_a_change_without_it_as_well(self) -> None:
        stage = Stage()
        run = await stage.put(CandidateChange(kind="autonomy", content="{}"))

        await stage.look()

        talks = await stage.book.talks(run.run_id)
        assert [(one.passed, one.before) for one in talks] == [(True, None), (False, False)]

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
        assert list(await stage.book.talks(run.run_id)) == []

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
        stage = Stage()
        nobody, run = replace(trials(), steps=lambda _: ()), await stage.put()

        verdict = await stage.rounds.played.play(GREEN, run, nobody, None)

        assert [one.miss for one in verdict.misses] == [Miss.BROKEN]


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

    async def test_does_not_come_without_scenarios(self) -> None:
        stage = Stage(book=MemoryScenarioBook())
        stage.clock.at += timedelta(days=2)

        assert await stage.rounds.due(NOON) is None
