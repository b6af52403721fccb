"""Replay many conversations in several processes, beside those of the shop."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.processes.process_tree import told_by_command
from assistant.app.processes.replaying.replay_process import READY
from assistant.app.processes.round_processes import RoundFailedError
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import PLAN, REPLAYED, ReplayPlan
from assistant.improvement.replay.replayer import ReplayedConversation
from assistant.improvement.runs.replay_rounds import ReplayRounds
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns

_LINE = 64 * 2**20  # bytes: a conversation of many long turns that all differ
_DUTY_S = 30.0
_PROCESSES = 2  # of a replay that a page asks for
_NICE = 15  # customers' turns come first


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayWork:
    """Replay conversations with as many processes as are wanted."""

    settings: Settings
    plan: ReplayPlan
    processes: int
    command: tuple[str, ...] = (sys.executable, "-m", "assistant.app.processes", "replay", "")

    async def replay(
        self, ids: Sequence[ConversationId]
    ) -> AsyncGenerator[ReplayedConversation, None]:
        """Yield each conversation once it is replayed, in no order. Closing it ends all processes.

        Raises:
            RoundFailedError: a process ended with an error; its own log lines say which.
        """
        waiting = iter(ids)
        done: asyncio.Queue[ReplayedConversation] = asyncio.Queue(maxsize=64)
        # No TaskGroup: closing a generator inside of one ends whoever closes it.
        working = [asyncio.create_task(self._work(waiting, done)) for _ in range(self.processes)]
        try:
            for _ in ids:
                yield await _next(done, working)
            await asyncio.gather(*working)  # their processes end
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    async def _work(
        self, waiting: Iterator[ConversationId], done: asyncio.Queue[ReplayedConversation]
    ) -> None:
        async with self._process() as process:
            for conversation_id in waiting:
                line = await _asked(process, f"{conversation_id}\n".encode())
                await done.put(REPLAYED.validate_json(line))

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *self.command,
            env={**os.environ, **told_by_command(self.settings)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE,
        )
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        try:
            if await _asked(process, PLAN.dump_json(self.plan) + b"\n") != READY:
                raise RoundFailedError
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()  # it writes nothing that could be left half done
            await process.communicate()


async def _next(
    done: asyncio.Queue[ReplayedConversation], working: Sequence[asyncio.Task[None]]
) -> ReplayedConversation:
    """Return the next conversation that is replayed.

    Raises:
        RoundFailedError: a process ended with an error.
    """
    getting = asyncio.ensure_future(done.get())
    try:
        while not getting.done():
            going = [task for task in working if not task.done()]
            await asyncio.wait((getting, *going), return_when=asyncio.FIRST_COMPLETED)
            for task in working:
                if task.done() and not task.cancelled():
                    task.result()
        return getting.result()
    finally:
        getting.cancel()


async def _asked(process: asyncio.subprocess.Process, line: bytes) -> bytes:
    """Return the line with which a process answers a line."""
    if process.stdin is None or process.stdout is None:
        raise LookupError
    try:
        process.stdin.write(line)
        await process.stdin.drain()
    except ConnectionError:
        raise RoundFailedError from None
    answer = await process.stdout.readline()
    if not answer:
        msg = f"exit code {await process.wait()}"
        raise RoundFailedError(msg)
    return answer


def assemble_replays(settings: Settings, parts: Parts) -> ReplayRounds:
    """Return the duty that does the replays that people ask for, in one worker of many."""

    def replay(
        plan: ReplayPlan, ids: Sequence[ConversationId]
    ) -> AsyncGenerator[ReplayedConversation, None]:
        return ReplayWork(settings=settings, plan=plan, processes=_PROCESSES).replay(ids)

    return ReplayRounds(
        runs=SqlTrialRuns(parts.database),
        log=parts.log,
        replay=replay,
        duty=Duty(leases=parts.broker.leases, name="replays", for_s=_DUTY_S),
        clock=SystemClock(),
    )
