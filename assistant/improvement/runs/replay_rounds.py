"""Do the replays that people ask for, one after the other, in one worker of many."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayTally, WorstTurns
from assistant.improvement.replay.replayed_span import conversations_of
from assistant.improvement.replay.replayer import ReplayedConversation
from assistant.improvement.runs.ports import RunConflictError, TrialRuns
from assistant.improvement.runs.run_moves import put_next
from assistant.improvement.runs.trial_run import RunState, TrialRun
from assistant.kit.duty import Duty
from assistant.kit.fault_log import report
from assistant.ports import BrokerUnavailableError, Clock, EventLog

Replay = Callable[
    [ReplayPlan, Sequence[ConversationId]], AsyncGenerator[ReplayedConversation, None]
]
"""Replays conversations in processes of their own; closing it ends them."""

MOST_KEPT = 200
"""Turns that are kept of a replay, the most harmful first."""

_KEPT = 50  # runs


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRounds:
    """Work off the replays that wait.

    A replay writes nothing but its own record, so one whose worker died is done from its start
    again by the next.
    """

    runs: TrialRuns
    log: EventLog
    replay: Replay
    duty: Duty
    clock: Clock
    every_s: float = 2.0  # to look for a run: an indexed read
    tell_s: float = 1.0  # between two notes of how far it is

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self.look, every_s=self.every_s)

    async def look(self, stop: asyncio.Event) -> float | None:
        """Do the replay that waits longest; return the pause until the next look."""
        run = await self.runs.next_waiting(replays=True)
        if run is None:
            return self.every_s
        working = asyncio.ensure_future(self._work(run))
        stopping = asyncio.ensure_future(stop.wait())
        stopping.add_done_callback(lambda _: working.cancel())
        try:
            await self.duty.keep_during(working)
            if not working.cancelled():
                working.result()
        finally:
            stopping.cancel()
            working.cancel()
            await asyncio.wait((working,))
        return None

    async def _work(self, run: TrialRun) -> None:
        worst = WorstTurns(most=MOST_KEPT)
        try:
            run = await self._replay(run, worst)
        except (BrokerUnavailableError, RunConflictError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - a change may be anything that people type
            report("replay.failed", error)
            run = await self.runs.get(run.run_id) or run
            await self._end(run, RunState.FAILED, worst)
            return
        if run.is_going:
            await self._end(run, RunState.DONE, worst)

    async def _replay(self, run: TrialRun, worst: WorstTurns) -> TrialRun:
        """Return the run with all that was counted, or as it is if somebody cancelled it."""
        if run.span is None:
            raise LookupError
        ids = [one async for one in conversations_of(self.log, run.span)]
        begun = replace(run, state=RunState.RUNNING, total=len(ids), tally=ReplayTally())
        run = await put_next(self.runs, run, begun)
        changes = (run.candidate,) if run.candidate else ()
        plan = ReplayPlan(changes=changes, from_record=not changes, span=run.span)
        tally, told_at = ReplayTally(), asyncio.get_running_loop().time()
        async with aclosing(self.replay(plan, ids)) as replayed:
            async for one in replayed:
                tally += one.tally
                worst.add(one.turns)
                if asyncio.get_running_loop().time() - told_at >= self.tell_s:
                    run = await put_next(self.runs, run, replace(run, tally=tally))
                    told_at = asyncio.get_running_loop().time()
                if not run.is_going:
                    return run
        return replace(run, tally=tally)

    async def _end(self, run: TrialRun, state: RunState, worst: WorstTurns) -> None:
        await self.runs.keep_turns(run.run_id, worst.turns)
        await put_next(self.runs, run, replace(run, state=state, ended_at=self.clock.now()))
        await self.runs.forget(keep=_KEPT, replays=True)
