"""A replay of exactly a change tells whether the change does harm."""

from dataclasses import replace
from datetime import timedelta

from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_run import ReplayRun
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.replayed_changes import ReplayedChanges
from assistant.improvement.replay.turn_result import Difference
from assistant.messages.trials.ports import CandidateChange, RunState
from tests.contract.replay_runs import RUN
from tests.support.memory.replay_book import MemoryReplayRuns

CHANGE = CandidateChange(kind="settings", content='{"policy.floor": "0.9"}')
FORM = replace(CHANGE, page="/console/settings", form={"a": "b"})
HARM = {Difference.EFFECT: 1}


async def kept(*replays: ReplayRun) -> ReplayedChanges:
    runs = MemoryReplayRuns()
    for place, one in enumerate(replays):
        asked = one.asked_at + timedelta(hours=place)
        named = replace(one, run_id=f"r{place}", asked_at=asked)
        await runs.put(named, expected_version=None)
    return ReplayedChanges(runs)


def replay(*, turns: int = 100, harms: bool = False, change: CandidateChange = CHANGE) -> ReplayRun:
    tally = ReplayTally(turns=turns, differing=HARM if harms else {})
    plan = ReplayPlan(changes=(change,), from_record=False)
    return replace(RUN, plan=plan, tally=tally, state=RunState.DONE)


class TestAReplay:
    async def test_that_found_harm_is_named_whatever_form_sent_the_change(self) -> None:
        replays = await kept(replay(harms=True, change=FORM))

        assert await replays.of(CHANGE) == "r0"
        assert await replays.of(replace(CHANGE, content="{}")) == ""

    async def test_counts_until_a_newer_one_of_as_many_turns_found_none(self) -> None:
        smaller = await kept(replay(harms=True), replay(turns=3))
        as_large = await kept(replay(harms=True), replay())

        assert await smaller.of(CHANGE) == "r0"
        assert await as_large.of(CHANGE) == ""

    async def test_that_was_not_finished_says_nothing(self) -> None:
        cancelled = replace(replay(harms=True), state=RunState.CANCELLED)
        replays = await kept(cancelled)

        assert await replays.of(CHANGE) == ""
        newest = await replays.newest(CHANGE)
        assert newest is not None
        assert newest.state is RunState.CANCELLED
