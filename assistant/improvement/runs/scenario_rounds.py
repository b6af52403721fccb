"""Play the saved scenarios, one after the other: by hand, every night, and at each change.

A run is a record that anybody may ask for and one worker of many works off. Each talk is stored
as it comes, so that the next worker goes on where one died, and a page shows how far it is.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict, broken_talk
from assistant.improvement.runs.played_scenarios import PlayedScenarios
from assistant.improvement.runs.ports import TrialRuns
from assistant.improvement.runs.run_moves import put_next
from assistant.improvement.runs.trial_run import RunCause, RunState, SeenVersions, TrialRun, new_run
from assistant.kit.duty import Duty, is_due, pause
from assistant.kit.fault_log import report
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.trial import Trials
from assistant.ports import BrokerUnavailableError, Clock, LogUnavailableError

_SCENARIO_S = 180.0  # longest for one
_KEPT = 200  # runs
_GOING = 100  # runs that wait at most, beside those that are kept


def _changed(before: SeenVersions, now: SeenVersions) -> RunCause | None:
    """Return the first cause for which answers may be others; None: nothing changed."""
    if before.index != now.index:
        return RunCause.INDEX
    if before.table != now.table:
        return RunCause.AUTONOMY
    if before.settings != now.settings:
        return RunCause.SETTINGS
    return RunCause.VERIFIED if before.verified != now.verified else None


@dataclass(slots=True, kw_only=True)
class ScenarioRounds:
    """Work off the runs of the scenarios, in one worker of many, and begin those of changes.

    A failed candidate, such as a setting that cannot be used, ends its run as failed.
    """

    played: PlayedScenarios
    trials: Callable[[CandidateChange | None, asyncio.Event], Awaitable[Trials]]
    in_force: Trials  # without a change
    versions: Callable[[], Awaitable[SeenVersions]]
    duty: Duty
    clock: Clock
    hour: int  # of the night's run, UTC
    every_s: float = 2.0  # to look for a run: an indexed read
    changes_every_s: float = 3.0  # to look for changes: their versions
    _look_at: float = field(default=0.0, init=False)

    @property
    def runs(self) -> TrialRuns:
        """Return the records of the runs."""
        return self.played.runs

    @property
    def book(self) -> ScenarioBook:
        """Return the scenarios with their talks."""
        return self.played.book

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, whenever it is this process's turn."""
        began = self.clock.now()

        async def look(stop: asyncio.Event) -> float | None:
            return await self.look(stop, began)

        await self.duty.run(stop, look, every_s=self.every_s)

    async def look(self, stop: asyncio.Event, began: datetime) -> float | None:
        """Work a piece of a run off, or begin one that is due; return the pause until the next."""
        run = await self.runs.next_waiting(replays=False)
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
        return cause if cause and await self.book.all() else None

    async def _work(self, run: TrialRun, stop: asyncio.Event) -> None:
        """Play the scenarios that are left, for as long as the lease surely holds."""
        trials = await self._made(run, stop)
        if trials is None:
            return
        scenarios = await self.book.all()
        if run.state is RunState.WAITING:
            seen = await self.versions()
            begun = replace(run, state=RunState.RUNNING, total=len(scenarios), seen=seen)
            run = await put_next(self.runs, run, begun)
            if not run.is_going:
                return  # it was cancelled meanwhile
        loop = asyncio.get_running_loop()
        until = loop.time() + self.duty.for_s / 3
        done = {one.scenario_id for one in await self.book.talks(run.run_id)}
        for scenario in scenarios:
            if scenario.scenario_id in done:
                continue
            if stop.is_set() or loop.time() > until or await self._is_over(run):
                return
            await self.book.note(run.run_id, await self._verdict(trials, scenario, run))
            await pause(stop, 0)  # customers' turns come in between
        await self._end(run, RunState.DONE)

    async def _verdict(self, trials: Trials, scenario: SavedScenario, run: TrialRun) -> TalkVerdict:
        before = self.in_force if run.candidate else None
        playing = asyncio.ensure_future(self.played.play(scenario, run, trials, before))
        try:
            async with asyncio.timeout(_SCENARIO_S):
                await self.duty.keep_during(playing)
            return playing.result()
        except (BrokerUnavailableError, LogUnavailableError):
            raise
        except Exception as error:  # noqa: BLE001 - one that fails does not end the others
            report("scenarios.broken", error, scenario=scenario.scenario_id)
            return broken_talk(scenario, type(error).__name__)
        finally:
            playing.cancel()

    async def _made(self, run: TrialRun, stop: asyncio.Event) -> Trials | None:
        """Return the trials of a run; None: it failed, or `stop` is set."""
        making = asyncio.ensure_future(self.trials(run.candidate, stop))
        try:
            await self.duty.keep_during(making)  # to index a page takes time
            return making.result()
        except BrokerUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - a candidate may be anything that people type
            if not stop.is_set():
                report("scenarios.no_candidate", error)
                await self._end(run, RunState.FAILED)
            return None
        finally:
            making.cancel()

    async def _is_over(self, run: TrialRun) -> bool:
        now = await self.runs.get(run.run_id)
        return now is None or not now.is_going

    async def _end(self, run: TrialRun, state: RunState) -> None:
        talks = await self.book.talks(run.run_id)
        red = sum(not one.passed for one in talks)
        ended = replace(run, state=state, red=red, total=len(talks), ended_at=self.clock.now())
        await put_next(self.runs, run, ended)
        await self.runs.forget(keep=_KEPT, replays=False)
        kept = await self.runs.history(limit=_KEPT + _GOING, replays=False)
        await self.book.forget([one.run_id for one in kept])
