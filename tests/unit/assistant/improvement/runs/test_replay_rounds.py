"""Replays that wait are done, one after the other, and end as they should."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace

from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.replayer import ReplayedConversation
from assistant.improvement.replay.turn_result import Difference
from assistant.improvement.runs.replay_rounds import ReplayRounds
from assistant.improvement.runs.trial_run import RunState
from assistant.kit.duty import Duty
from integrations.stores.memory.event_log import MemoryEventLog
from tests.contract.trial_runs import REPLAY, TURN
from tests.support.memory.trial_run_book import MemoryTrialRuns
from tests.support.memory.work_queue import MemoryLeases
from tests.support.seeds.conversation_events import NOON, WIDGET, minute, started, wrote


@dataclass
class FixedClock:
    def now(self) -> object:
        return NOON


@dataclass
class Stage:
    """Rounds over a log of three conversations, each with a turn that differs."""

    runs: MemoryTrialRuns = field(default_factory=MemoryTrialRuns)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    seen: list[ConversationId] = field(default_factory=list)
    broken: bool = False
    hangs: bool = False
    cancels_after: int = 0  # conversations
    closed: int = 0
    worse: Difference = Difference.FIGURES

    async def fill(self) -> None:
        for number in range(3):
            name = f"c{number}"
            await self.log.start(started(name))
            await self.log.accept(
                wrote(name, name, at=minute(number)), account_id=WIDGET, provider_message_id=name
            )
        span = ReplaySpan(NOON, minute(9))
        await self.runs.put(replace(REPLAY, span=span), expected_version=None)

    @property
    def rounds(self) -> ReplayRounds:
        return ReplayRounds(
            runs=self.runs,
            log=self.log,
            replay=self.replay,
            duty=Duty(leases=MemoryLeases(), name="replays", for_s=30.0),
            clock=FixedClock(),  # type: ignore[arg-type]  # of one time
            tell_s=0.0,
        )

    async def replay(
        self, plan: ReplayPlan, ids: Sequence[ConversationId]
    ) -> AsyncGenerator[ReplayedConversation, None]:
        del plan
        try:
            for one in ids:
                if self.hangs:
                    await asyncio.Event().wait()
                if self.broken:
                    raise ValueError
                if self.cancels_after and len(self.seen) == self.cancels_after:
                    await self.cancel()
                self.seen.append(one)
                turn = replace(TURN, conversation_id=one, difference=self.worse)
                yield ReplayedConversation(
                    tally=ReplayTally(conversations=1, turns=1, differing={self.worse: 1}),
                    turns=(turn,),
                )
        finally:
            self.closed += 1

    async def cancel(self) -> None:
        run = await self.runs.get("r1")
        assert run is not None
        gone = replace(run, state=RunState.CANCELLED, version=run.version + 1)
        await self.runs.put(gone, expected_version=run.version)


class TestAReplay:
    async def test_is_done_and_its_turns_are_kept(self) -> None:
        stage = Stage()
        await stage.fill()

        pause = await stage.rounds.look(asyncio.Event())

        run = await stage.runs.get("r1")
        assert run is not None
        assert pause is None
        assert (run.state, run.total, run.tally.conversations) == (RunState.DONE, 3, 3)
        assert run.tally.differing == {Difference.FIGURES: 3}
        assert {one.conversation_id for one in await stage.runs.turns("r1")} == {"c0", "c1", "c2"}
        assert await stage.rounds.look(asyncio.Event()) == stage.rounds.every_s

    async def test_that_is_cancelled_ends_its_processes_and_stays_so(self) -> None:
        stage = Stage(cancels_after=1)
        await stage.fill()

        await stage.rounds.look(asyncio.Event())

        run = await stage.runs.get("r1")
        assert run is not None
        assert run.state is RunState.CANCELLED
        assert len(stage.seen) < 3
        assert stage.closed == 1

    async def test_of_a_change_that_cannot_be_used_fails(self) -> None:
        stage = Stage(broken=True)
        await stage.fill()

        await stage.rounds.look(asyncio.Event())

        run = await stage.runs.get("r1")
        assert run is not None
        assert run.state is RunState.FAILED

    async def test_that_a_stopping_worker_leaves_is_done_by_the_next(self) -> None:
        stage, stop = Stage(hangs=True), asyncio.Event()
        await stage.fill()
        stop.set()

        await stage.rounds.look(stop)
        left = await stage.runs.get("r1")
        stage.hangs = False
        await stage.rounds.look(asyncio.Event())
        done = await stage.runs.get("r1")

        assert left is not None
        assert left.is_going
        assert done is not None
        assert (done.state, done.tally.conversations) == (RunState.DONE, 3)
