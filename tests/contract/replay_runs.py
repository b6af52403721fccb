"""Behaviour that every store of replays has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.event_base import ReplyKind
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_run import ReplayConflictError, ReplayRun, ReplayRuns
from assistant.improvement.replay.replay_tally import ReplayedTurn, ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.turn_result import Difference, TurnResult
from assistant.insights.statistics.paired_change import PairedChange
from assistant.messages.trials.ports import CandidateChange, RunState
from tests.support.seeds.conversation_events import LATER, NOON

RUN = ReplayRun(
    run_id="r1",
    version=1,
    by="mara",
    asked_at=NOON,
    span=ReplaySpan(NOON, LATER),
    plan=ReplayPlan(),
)
TURN = ReplayedTurn(
    conversation_id=ConversationId("c1"),
    number=2,
    said="Combien de jours ?",
    before=TurnResult(kind=ReplyKind.ANSWERED, text="30 jours", sources=("30 jours",)),
    after=TurnResult(kind=ReplyKind.ABSTAINED, text="Je ne sais pas"),
    difference=Difference.ANSWER_LOST,
)


class ReplayRunsContract:
    @pytest.fixture
    def runs(self) -> ReplayRuns:
        raise NotImplementedError

    async def test_come_back_as_they_were_put(self, runs: ReplayRuns) -> None:
        whole = replace(
            RUN,
            state=RunState.DONE,
            total=3,
            ended_at=LATER,
            plan=ReplayPlan(
                changes=(CandidateChange(kind="settings", content="{}"),), from_record=False
            ),
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

    async def test_are_changed_on_the_version_that_was_seen(self, runs: ReplayRuns) -> None:
        await runs.put(RUN, expected_version=None)
        cancelled = replace(RUN, version=2, state=RunState.CANCELLED)
        await runs.put(cancelled, expected_version=1)

        for expected in (None, 1, 7):
            with pytest.raises(ReplayConflictError):
                await runs.put(replace(RUN, version=2), expected_version=expected)
        assert await runs.get("r1") == cancelled

    async def test_that_wait_or_go_on_come_in_their_turn(self, runs: ReplayRuns) -> None:
        second = replace(RUN, run_id="r0", asked_at=LATER)
        await runs.put(second, expected_version=None)
        await runs.put(RUN, expected_version=None)

        assert await runs.next_waiting() == RUN
        await runs.put(replace(RUN, version=2, state=RunState.DONE), expected_version=1)
        assert await runs.next_waiting() == second

    async def test_keep_their_turns_in_order_in_place_of_those_before(
        self, runs: ReplayRuns
    ) -> None:
        await runs.put(RUN, expected_version=None)
        await runs.keep_turns("r1", [replace(TURN, number=9)])
        await runs.keep_turns("r1", [TURN, replace(TURN, number=1)])

        assert list(await runs.turns("r1")) == [TURN, replace(TURN, number=1)]
        assert list(await runs.turns("r9")) == []

    async def test_that_ended_long_ago_are_forgotten_with_their_turns(
        self, runs: ReplayRuns
    ) -> None:
        for day in range(4):
            run = replace(RUN, run_id=f"r{day}", asked_at=NOON + timedelta(days=day))
            await runs.put(replace(run, state=RunState.DONE), expected_version=None)
            await runs.keep_turns(run.run_id, [TURN])
        await runs.put(replace(RUN, run_id="going"), expected_version=None)

        assert await runs.forget(keep=2) == 2

        assert {one.run_id for one in await runs.history(limit=9)} == {"r2", "r3", "going"}
        assert list(await runs.turns("r0")) == []
        assert list(await runs.turns("r3")) == [TURN]
