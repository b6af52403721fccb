"""Keep worker processes alive beside the API: one process tree."""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

import structlog

from integrations.redis import launch

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 0.2  # before a worker that ended is started again; doubles
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0  # a worker that lived this long starts over with the first pause
STOP_S = 10.0  # for turns in hand


async def keep_workers(count: int, environment: Mapping[str, str], stop: asyncio.Event) -> None:
    """Run `count` workers until `stop` is set; start again any that ends."""
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(_keep_one(environment, stop))


async def _keep_one(environment: Mapping[str, str], stop: asyncio.Event) -> None:
    loop, pause_s = asyncio.get_running_loop(), FIRST_PAUSE_S
    while not stop.is_set():
        started = loop.time()
        await _run_one(environment, stop)
        if stop.is_set():
            return
        pause_s = FIRST_PAUSE_S if loop.time() - started > STEADY_S else pause_s
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await stop.wait()
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


async def _run_one(environment: Mapping[str, str], stop: asyncio.Event) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", launch.__file__, str(os.getpid())),
        *(sys.executable, "-m", "assistant.cli", "worker", "--quiet"),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches the supervisor, which lets turns finish
    )
    ended = asyncio.create_task(process.wait())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not ended.done():
        process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                await asyncio.shield(ended)
        if not ended.done():
            process.kill()
    code = await ended
    if not stop.is_set():
        log.error("worker.ended", code=code)
