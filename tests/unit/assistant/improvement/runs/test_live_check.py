"""A change waits until the scenarios were played on it, and until a person has seen reds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss, TalkVerdict
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.runs.live_check import LiveCheck, accepted, resent
from assistant.improvement.runs.trial_run import RunCause, RunState, SeenVersions, TrialRun, new_run
from assistant.messages.trials.candidate_change import CandidateChange
from tests.contract.trial_runs import REPLAY
from tests.support.memory.scenario_book import MemoryScenarioBook
from tests.support.memory.trial_run_book import MemoryTrialRuns
from tests.unit.assistant.improvement.runs.test_run_tally import verdict
from tests.unit.assistant.improvement.runs.test_scenario_rounds import GREEN, RED, Hand

TABLE = CandidateChange(kind="autonomy", content="{}", page="/console/autonomy", form={"a": "b"})
NOW_RED = verdict(GREEN.scenario_id, Miss.NOT_ANSWERED)


class Checked:
    """A check of two questions, the first of which may be a protected one; its runs and a clock."""

    def __init__(self, *, saved: bool = True, protected: bool = False) -> None:
        self.runs, self.clock = MemoryTrialRuns(), Hand()
        self.first = replace(GREEN, protected=protected)
        self.book = MemoryScenarioBook(*((self.first, RED) if saved else ()))
        self.check = LiveCheck(book=self.book, runs=self.runs, clock=self.clock)

    async def hold(self, **form: str) -> str:
        return await self.check.hold(TABLE, form, by="zoe")

    async def hold_of_lead(self, **form: str) -> str:
        return await self.check.hold(TABLE, form, by="ann", may_allow=True)

    async def end(
        self, run_id: str, *found: TalkVerdict, state: RunState = RunState.DONE
    ) -> TrialRun:
        run = await self.runs.get(run_id)
        assert run is not None
        for one in found:
            await self.book.note(run_id, one)
        ended = replace(run, state=state, version=run.version + 1)
        await self.runs.put(ended, expected_version=run.version)
        return ended

    async def replayed(self, name: str, *, turns: int, failed: int = 0) -> None:
        self.clock.at += timedelta(minutes=1)
        tally = ReplayTally(turns=turns, failed={"KeyError": failed} if failed else {})
        run = replace(REPLAY, run_id=name, asked_at=self.clock.at, state=RunState.DONE)
        await self.runs.put(replace(run, candidate=TABLE, tally=tally), expected_version=None)


class TestAReplayOfAChange:
    async def test_that_found_harm_counts_until_a_newer_one_of_as_many_turns_found_none(
        self,
    ) -> None:
        one = Checked()
        assert await one.check.harmful_replay(TABLE) == ""
        await one.replayed("bad", turns=100, failed=1)
        await one.replayed("short", turns=10)

        assert await one.check.harmful_replay(TABLE) == "bad"
        assert await one.check.harmful_replay(replace(TABLE, content="{1}")) == ""
        await one.replayed("long", turns=100)
        assert await one.check.harmful_replay(TABLE) == ""

    async def test_is_no_run_that_a_change_waits_for(self) -> None:
        one = Checked()
        await one.replayed("good", turns=5)

        assert await one.hold(run="good") not in {"", "good"}
        newest = await one.check.latest_of(TABLE, replays=True)
        assert newest is not None
        assert newest.run_id == "good"


class TestAChange:
    async def test_whose_replay_found_harm_waits_for_a_lead_even_without_scenarios(self) -> None:
        one = Checked(saved=False)
        await one.replayed("bad", turns=9, failed=1)
        run_id = await one.hold()
        ended = await one.end(run_id)
        seen = {"run": run_id, "anyway": "1", "anyway_why": "Camille: two old talks"}

        assert await one.hold(run=run_id) == run_id
        assert await one.hold(**seen) == run_id
        assert not await one.check.lets_pass(TABLE)
        assert await one.hold_of_lead(**seen) == ""
        assert await one.check.allow(ended, by="ann")
        assert await one.check.lets_pass(TABLE)

    async def test_passes_by_a_run_that_anybody_asked_for(self) -> None:
        one = Checked()
        assert not await one.check.lets_pass(TABLE)
        run = new_run(RunCause.TRIED, by="zoe", at=one.clock.now(), candidate=TABLE)
        await one.runs.put(run, expected_version=None)
        assert not await one.check.lets_pass(TABLE)
        await one.end(run.run_id)

        assert await one.check.lets_pass(TABLE)
        await one.book.note(run.run_id, NOW_RED)
        assert not await one.check.lets_pass(TABLE)

    async def test_that_does_harm_waits_for_the_word_of_somebody_who_may_allow_it(self) -> None:
        one = Checked(protected=True)
        run_id = await one.hold()
        ended = await one.end(run_id, NOW_RED)
        seen = {"run": run_id, "anyway": "1", "anyway_why": "Camille: the page follows"}

        assert await one.hold(**seen) == run_id
        assert await one.hold_of_lead(**seen) == ""
        assert await one.check.allow(ended, by="ann")
        assert not await one.check.allow(ended, by="ann")  # of an older page
        assert await one.hold(run=run_id) == ""

    async def test_that_answers_what_must_stay_silent_does_harm(self) -> None:
        one = Checked()
        run_id = await one.hold()
        said = (FoundMiss(miss=Miss.ANSWERED),)
        await one.end(run_id, replace(NOW_RED, misses=said))
        form = {"run": run_id, "anyway": "1", "anyway_why": "why not"}

        assert await one.hold(**form) == run_id
        assert await one.hold_of_lead(**form) == ""

    async def test_is_not_held_by_what_is_red_without_it_at_the_same_time(self) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.end(run_id, replace(NOW_RED, before=False))

        assert await one.hold(run=run_id) == ""

    async def test_waits_for_nothing_without_scenarios(self) -> None:
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
        await one.end(run_id, NOW_RED)

        assert await one.hold(run=run_id) == run_id
        assert await one.hold(run=run_id, anyway="1", anyway_why=" ") == run_id
        assert await one.hold(run=run_id, anyway="1", anyway_why="It is urgent.") == ""

    async def test_is_not_held_by_what_was_red_before(self) -> None:
        one = Checked()
        before = new_run(RunCause.NIGHT, by="", at=one.clock.now())
        await one.runs.put(before, expected_version=None)
        await one.end(before.run_id, NOW_RED)
        one.clock.at += timedelta(minutes=1)
        run_id = await one.hold()
        await one.end(run_id, NOW_RED)

        assert await one.hold(run=run_id) == ""

    @pytest.mark.parametrize("state", [RunState.FAILED, RunState.CANCELLED])
    async def test_that_was_not_tried_waits_anew_unless_a_person_says_why_not(
        self, state: RunState
    ) -> None:
        one = Checked()
        run_id = await one.hold()
        await one.end(run_id, state=state)

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
    async def test_plays_the_scenarios_at_once_and_tells_the_new_reds(self) -> None:
        one = Checked()
        before = new_run(RunCause.NIGHT, by="", at=one.clock.now())
        await one.runs.put(replace(before, state=RunState.DONE), expected_version=None)
        one.clock.at += timedelta(minutes=1)
        since = one.clock.now()
        soon = await one.check.afterwards(since, RunCause.VERIFIED)

        await one.check.ask_again(RunCause.VERIFIED, by="zoe")

        assert soon is not None
        assert soon.run is None
        run = await one.runs.next_waiting(replays=False)
        assert run is not None
        assert (run.cause, run.by, run.candidate) == (RunCause.VERIFIED, "zoe", None)
        await one.end(run.run_id, NOW_RED)
        one.clock.at += timedelta(minutes=1)
        await one.check.ask_again(RunCause.VERIFIED, by="ada")  # of something else
        told = await one.check.afterwards(since, RunCause.VERIFIED)
        assert told is not None
        assert told.run is not None
        assert told.run.run_id == run.run_id
        assert told.reds == [(one.first, NOW_RED)]
        assert (await one.check.afterwards(since, RunCause.INDEX)) is not None

    async def test_plays_nothing_without_scenarios(self) -> None:
        one = Checked(saved=False)

        await one.check.ask_again(RunCause.VERIFIED, by="zoe")

        assert await one.runs.next_waiting(replays=False) is None
        assert await one.check.afterwards(one.clock.now(), RunCause.VERIFIED) is None
