"""A change waits until the saved questions were asked of it, and until a person has seen reds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from assistant.messages.trials.live_check import LiveCheck, accepted, resent
from assistant.messages.trials.ports import CandidateChange, QuestionRun, RunState, SeenVersions
from assistant.messages.trials.question_run import RunCause, new_run
from assistant.messages.trials.saved_question import (
    FoundFault,
    QuestionFault,
    QuestionResult,
    broken,
)
from assistant.messages.trials.trial import Trials
from tests.support.memory.question_book import MemoryQuestionRuns, MemorySavedQuestions
from tests.unit.assistant.messages.trials.test_question_run import GREEN, RED, Hand

TABLE = CandidateChange(kind="autonomy", content="{}", page="/console/autonomy", form={"a": "b"})
NOW_RED = broken(GREEN, "TimeoutError")


class Checked:
    """A check, its runs, and a clock."""

    def __init__(self, *, saved: bool = True) -> None:
        self.runs, self.clock = MemoryQuestionRuns(), Hand()
        questions = MemorySavedQuestions(GREEN, RED) if saved else MemorySavedQuestions()
        self.check = LiveCheck(questions=questions, runs=self.runs, clock=self.clock)

    async def hold(self, **form: str) -> str:
        return await self.check.hold(TABLE, form, by="zoe")

    async def hold_of_lead(self, **form: str) -> str:
        return await self.check.hold(TABLE, form, by="ann", may_allow=True)

    async def end(self, run_id: str, state: RunState = RunState.DONE) -> QuestionRun:
        run = await self.runs.get(run_id)
        assert run is not None
        ended = replace(run, state=state, version=run.version + 1)
        await self.runs.put(ended, expected_version=run.version)
        return ended


@dataclass(frozen=True)
class OneScenario:
    """Further tests: one scenario, which nobody plays here."""

    protected: bool = False

    async def ids(self) -> Sequence[str]:
        return ["s1"]

    async def ask(
        self, trials: Trials, test_id: str, run: QuestionRun, *, before: Trials | None = None
    ) -> QuestionResult | None:
        raise NotImplementedError

    async def does_harm(self, results: Sequence[QuestionResult], turned: Collection[str]) -> bool:
        return self.protected and bool({one.question_id for one in results} & {*turned})

    async def forget(self, runs: Sequence[str]) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Replayed:
    """Replays of which one found harm in every change."""

    async def of(self, change: CandidateChange) -> str:
        return "r1" if change.kind else ""


class TestAChange:
    async def test_whose_replay_found_harm_waits_for_a_lead_even_without_questions(self) -> None:
        one = Checked(saved=False)
        check = replace(one.check, replays=Replayed())
        run_id = await check.hold(TABLE, {}, by="zoe")
        ended = await one.end(run_id)
        seen = {"run": run_id, "anyway": "1", "anyway_why": "Camille: two old talks"}

        assert await check.hold(TABLE, {"run": run_id}, by="zoe") == run_id
        assert await check.hold(TABLE, seen, by="zoe") == run_id
        assert not await check.lets_pass(TABLE)
        assert await check.hold(TABLE, seen, by="ann", may_allow=True) == ""
        assert await check.allow(ended, by="ann")
        assert await check.lets_pass(TABLE)

    async def test_passes_by_a_run_that_anybody_asked_for(self) -> None:
        one = Checked()
        assert not await one.check.lets_pass(TABLE)
        run = new_run(RunCause.TRIED, by="zoe", at=one.clock.now(), candidate=TABLE)
        await one.runs.put(run, expected_version=None)
        assert not await one.check.lets_pass(TABLE)
        await one.end(run.run_id)

        assert await one.check.lets_pass(TABLE)
        await one.runs.note(run.run_id, NOW_RED)
        assert not await one.check.lets_pass(TABLE)

    async def test_waits_for_scenarios_without_questions_too(self) -> None:
        one = Checked(saved=False)
        check = replace(one.check, further=OneScenario())
        run_id = await check.hold(TABLE, {}, by="zoe")
        await one.runs.note(run_id, replace(NOW_RED, question_id="s1"))
        await one.end(run_id)

        held = await check.hold(TABLE, {"run": run_id}, by="zoe")
        seen = {"run": run_id, "anyway": "1", "anyway_why": "Camille: the page follows"}

        assert held == run_id
        assert await check.hold(TABLE, seen, by="zoe") == ""

    async def test_that_does_harm_waits_for_the_word_of_somebody_who_may_allow_it(self) -> None:
        one = Checked(saved=False)
        check = replace(one.check, further=OneScenario(protected=True))
        run_id = await check.hold(TABLE, {}, by="zoe")
        await one.runs.note(run_id, replace(NOW_RED, question_id="s1"))
        ended = await one.end(run_id)
        seen = {"run": run_id, "anyway": "1", "anyway_why": "Camille: the page follows"}

        assert await check.hold(TABLE, seen, by="zoe") == run_id
        assert await check.hold(TABLE, seen, by="ann", may_allow=True) == ""
        assert await check.allow(ended, by="ann")
        assert not await check.allow(ended, by="ann")  # of an older page
        assert await check.hold(TABLE, {"run": run_id}, by="zoe") == ""

    async def test_that_answers_what_must_stay_silent_does_harm(self) -> None:
        one = Checked()
        run_id = await one.hold()
        said = (FoundFault(fault=QuestionFault.ANSWERED),)
        await one.runs.note(run_id, replace(NOW_RED, faults=said))
        await one.end(run_id)
        form = {"run": run_id, "anyway": "1", "anyway_why": "why not"}

        assert await one.hold(**form) == run_id
        assert await one.hold_of_lead(**form) == ""

    async def test_is_not_held_by_what_is_red_without_it_at_the_same_time(self) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.runs.note(run_id, replace(NOW_RED, before=False))
        await one.end(run_id)

        assert await one.hold(run=run_id) == ""

    async def test_waits_for_nothing_without_questions(self) -> None:
        assert await Checked(saved=False).hold() == ""

    async def test_waits_for_a_run_of_its_own(self) -> None:
        one = Checked()

        run_id = await one.hold()

        run = await one.runs.get(run_id)
        assert run is not None
        assert (run.cause, run.by, run.candidate) == ("candidate", "zoe", TABLE)
        assert await one.hold(run=run_id) == run_id  # it goes on

    async def test_goes_live_if_nothing_turned_red(self) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.end(run_id)

        assert await one.hold(run=run_id) == ""

    async def test_waits_for_a_persons_word_if_something_turned_red(self) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.runs.note(run_id, NOW_RED)
        await one.end(run_id)

        assert await one.hold(run=run_id) == run_id
        assert await one.hold(run=run_id, anyway="1", anyway_why=" ") == run_id
        assert await one.hold(run=run_id, anyway="1", anyway_why="It is urgent.") == ""

    async def test_is_not_held_by_what_was_red_before(self) -> None:
        one = Checked()
        before = QuestionRun(run_id="b", version=1, cause="night", by="", asked_at=one.clock.now())
        await one.runs.put(replace(before, state=RunState.DONE), expected_version=None)
        await one.runs.note("b", NOW_RED)
        one.clock.at += timedelta(minutes=1)
        run_id = await one.hold()
        await one.runs.note(run_id, NOW_RED)
        await one.end(run_id)

        assert await one.hold(run=run_id) == ""

    @pytest.mark.parametrize("state", [RunState.FAILED, RunState.CANCELLED])
    async def test_that_was_not_tried_waits_anew_unless_a_person_says_why_not(
        self, state: RunState
    ) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.end(run_id, state)

        form = {"run": run_id, "anyway": "1", "anyway_why": "No worker answers."}
        other = await one.hold(run=run_id, anyway="1")
        with_reason = await one.hold(**form)
        by_lead = await one.hold_of_lead(**form)

        assert other not in {"", run_id}
        assert (with_reason == "") is (state is RunState.FAILED)  # not whoever cancels it
        assert by_lead == ""

    @pytest.mark.parametrize(("table", "counts"), [(1, True), (2, False)])
    async def test_tried_before_something_else_came_into_force_waits_anew(
        self, table: int, *, counts: bool
    ) -> None:
        one = Checked()
        run_id = await one.hold()
        done = await one.end(run_id)
        seen = SeenVersions(index="i", table=1, settings=1)
        tried = replace(done, seen=seen, version=done.version + 1)
        await one.runs.put(tried, expected_version=done.version)
        one.clock.at += timedelta(minutes=1)
        after = new_run(RunCause.NIGHT, by="", at=one.clock.now())
        after = replace(after, seen=replace(seen, table=table), state=RunState.DONE)
        await one.runs.put(after, expected_version=None)

        assert (await one.hold(run=run_id) == "") is counts

    async def test_that_is_another_than_was_tried_waits_anew(self) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.end(run_id)

        other = await one.check.hold(
            replace(TABLE, content="{1}"), {"run": run_id, "anyway": "1"}, by="zoe"
        )

        assert other not in {"", run_id}


def test_a_reason_is_in_the_audit_without_personal_data() -> None:
    sent = {"anyway": "1", "anyway_why": " Ask ann.lee@mail.example. "}

    assert accepted(sent) == {"reds": "accepted", "why": "Ask [email]."}
    assert accepted({}) == {}


def test_a_form_is_sent_again_without_what_is_ours() -> None:
    sent = {"csrf": "x", "run": "r", "anyway": "1", "note": "why"}

    assert resent(sent) == {"note": "why"}


class TestAWithdrawal:
    async def test_asks_the_questions_at_once_and_tells_the_new_reds(self) -> None:
        one = Checked()
        before = new_run(RunCause.NIGHT, by="", at=one.clock.now())
        await one.runs.put(replace(before, state=RunState.DONE), expected_version=None)
        one.clock.at += timedelta(minutes=1)
        since = one.clock.now()
        soon = await one.check.afterwards(since, RunCause.VERIFIED)

        await one.check.ask_again(RunCause.VERIFIED, by="zoe")

        assert soon is not None
        assert soon.run is None
        run = await one.runs.next_waiting()
        assert run is not None
        assert (run.cause, run.by, run.candidate) == (RunCause.VERIFIED, "zoe", None)
        await one.runs.note(run.run_id, NOW_RED)
        await one.end(run.run_id)
        one.clock.at += timedelta(minutes=1)
        await one.check.ask_again(RunCause.VERIFIED, by="ada")  # of something else
        told = await one.check.afterwards(since, RunCause.VERIFIED)
        assert told is not None
        assert told.run is not None
        assert told.run.run_id == run.run_id
        assert told.reds == [(GREEN, NOW_RED)]
        assert (await one.check.afterwards(since, RunCause.INDEX)) is not None

    async def test_asks_nothing_without_questions(self) -> None:
        one = Checked(saved=False)

        await one.check.ask_again(RunCause.VERIFIED, by="zoe")

        assert await one.runs.next_waiting() is None
        assert await one.check.afterwards(one.clock.now(), RunCause.VERIFIED) is None
