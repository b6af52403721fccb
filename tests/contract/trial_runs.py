"""What every `TrialRuns` does. Inherit, and override the fixture."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.event_base import ReplyKind
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference, TurnResult
from assistant.improvement.runs.ports import RunConflictError, TrialRuns
from assistant.improvement.runs.trial_run import RunState, SeenVersions, TrialRun
from assistant.insights.statistics.paired_change import PairedChange
from assistant.messages.trials.candidate_change import CandidateChange
from tests.support.seeds.conversation_events import LATER, NOON

RUN = TrialRun(run_id="r1", version=1, cause="asked", by="mara", asked_at=NOON)
REPLAY = replace(RUN, span=ReplaySpan(NOON, LATER))
SEEN = SeenVersions(index="v1", table=2, settings=3)
TABLE = CandidateChange(kind="autonomy", content="{}", page="/x", form={"a": "b"})
TURN = ReplayedTurn(
    conversation_id=ConversationId("c1"),
    number=2,
    said="Combien de jours ?",
    before=TurnResult(kind=ReplyKind.ANSWERED, text="30 jours", sources=("30 jours",)),
    after=TurnResult(kind=ReplyKind.ABSTAINED, text="Je ne sais pas"),
    difference=Difference.ANSWER_LOST,
)


class TrialRunsContract:
    @pytest.fixture
    def runs(self) -> TrialRuns:
        raise NotImplementedError

    async def test_come_back_as_they_were_put(self, runs: TrialRuns) -> None:
        whole = replace(
            REPLAY,
            state=RunState.DONE,
            total=3,
            red=1,
            ended_at=LATER,
            seen=SEEN,
            candidate=TABLE,
            tally=ReplayTally(
                conversations=3,
                turns=7,
                failed={"LookupError": 1},
                differing={Difference.FIGURES: 2},
                answered=PairedChange(pairs=6, before=4, gained=1, lost=2),
            ),
        )

        await runs.put(whole, expected_version=None)

        assert await runs.get("r1") == whole
        assert list(await runs.history(limit=5)) == [whole]
        assert await runs.get("r9") is None

    async def test_are_changed_on_the_version_that_was_seen(self, runs: TrialRuns) -> None:
        await runs.put(RUN, expected_version=None)
        cancelled = replace(RUN, version=2, state=RunState.CANCELLED)
        await runs.put(cancelled, expected_version=1)

        for expected in (None, 1, 7):
            with pytest.raises(RunConflictError):
                await runs.put(replace(RUN, version=2), expected_version=expected)
        assert await runs.get("r1") == cancelled

    async def test_that_wait_or_go_on_come_in_their_turn(self, runs: TrialRuns) -> None:
        second = replace(RUN, run_id="r0", asked_at=LATER)
        await runs.put(second, expected_version=None)
        await runs.put(RUN, expected_version=None)

        assert await runs.next_waiting(replays=False) == RUN
        assert await runs.next_waiting(replays=True) is None
        await runs.put(replace(RUN, version=2, state=RunState.RUNNING), expected_version=1)
        assert (await runs.next_waiting(replays=False) or second).run_id == "r1"
        await runs.put(replace(RUN, version=3, state=RunState.CANCELLED), expected_version=2)
        assert await runs.next_waiting(replays=False) == second

    async def test_of_replays_come_apart(self, runs: TrialRuns) -> None:
        replay = replace(REPLAY, run_id="r2", asked_at=LATER)
        await runs.put(RUN, expected_version=None)
        await runs.put(replay, expected_version=None)

        assert await runs.next_waiting(replays=True) == replay
        assert list(await runs.history(limit=5)) == [replay, RUN]
        assert list(await runs.history(limit=5, replays=True)) == [replay]
        assert list(await runs.history(limit=5, replays=False)) == [RUN]

    async def test_of_a_candidate_or_that_never_began_are_not_the_latest_in_force(
        self, runs: TrialRuns
    ) -> None:
        assert await runs.latest() is None
        begun = replace(RUN, seen=SEEN)
        await runs.put(begun, expected_version=None)
        tried = replace(begun, run_id="r2", asked_at=LATER, candidate=TABLE)
        await runs.put(tried, expected_version=None)
        never = replace(RUN, run_id="r3", asked_at=LATER, state=RunState.CANCELLED)
        await runs.put(never, expected_version=None)

        assert await runs.latest() == begun

    async def test_keep_their_turns_in_order_in_place_of_those_before(
        self, runs: TrialRuns
    ) -> None:
        await runs.put(RUN, expected_version=None)
        await runs.keep_turns("r1", [replace(TURN, number=9)])
        await runs.keep_turns("r1", [TURN, replace(TURN, number=1)])

        assert list(await runs.turns("r1")) == [TURN, replace(TURN, number=1)]
        assert list(await runs.turns("r9")) == []

    async def test_that_ended_long_ago_are_forgotten_with_their_turns(
        self, runs: TrialRuns
    ) -> None:
        for day in range(4):
            run = replace(REPLAY, run_id=f"r{day}", asked_at=NOON + timedelta(days=day))
            await runs.put(replace(run, state=RunState.DONE), expected_version=None)
            await runs.keep_turns(run.run_id, [TURN])
        await runs.put(replace(REPLAY, run_id="going"), expected_version=None)
        other = replace(RUN, run_id="other", state=RunState.DONE)
        await runs.put(other, expected_version=None)

        assert await runs.forget(keep=2, replays=True) == 2

        left = {one.run_id for one in await runs.history(limit=9)}
        assert left == {"r2", "r3", "going", "other"}
        assert list(await runs.turns("r0")) == []
        assert list(await runs.turns("r3")) == [TURN]
