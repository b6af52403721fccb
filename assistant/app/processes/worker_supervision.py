"""Keep worker processes alive beside the API: one process tree."""

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from assistant.app.processes.metrics_server import forget_process
from integrations.stores.redis import launch

FIRST_PAUSE_S = 0.2  # before a worker that ended is started again; doubles
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0  # a worker that lived this long starts over with the first pause
STOP_S = 10.0  # for turns in hand


class WorkerEndedError(Exception):
    """Say that a worker ended by itself before everything was ready; its own output says why."""


async def keep_workers(
    count: int,
    environment: Mapping[str, str],
    stop: asyncio.Event,
    *,
    release: Callable[[str], Awaitable[None]],
    must_start: asyncio.Event,
) -> None:
    """Run `count` workers until `stop` is set; start again any that ends.

    `release` is called with the name of a worker that ended, before another is started.

    Raises:
        WorkerEndedError: a worker ended, not by a signal, while `must_start` was set.
    """
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(_keep_one(environment, stop, release, must_start))


async def _keep_one(
    environment: Mapping[str, str],
    stop: asyncio.Event,
    release: Callable[[str], Awaitable[None]],
    must_start: asyncio.Event,
) -> None:
    loop, pause_s = asyncio.get_running_loop(), FIRST_PAUSE_S
    while not stop.is_set():
        started, name = loop.time(), f"{socket.gethostname()}/{secrets.token_hex(4)}"
        code = await _run_one(name, environment, stop)
        if stop.is_set():
            return
        _report(code)
        if must_start.is_set() and code >= 0:
            msg = f"a worker ended with code {code} before answers were possible; see above"
            raise WorkerEndedError(msg)
        await release(name)
        pause_s = FIRST_PAUSE_S if loop.time() - started > STEADY_S else pause_s
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await stop.wait()
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


async def _run_one(name: str, environment: Mapping[str, str], stop: asyncio.Event) -> int:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", launch.__file__, str(os.getpid())),
        *(sys.executable, "-m", "assistant.app.processes", "worker", name),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches the supervisor, which lets turns finish
    )
    ended = asyncio.create_task(process.wait())
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not ended.done():
            await _end(process, ended)
        forget_process(process.pid)
    return await ended


async def _end(process: asyncio.subprocess.Process, ended: "asyncio.Task[int]") -> None:
    process.terminate()
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_S):
            await asyncio.shield(ended)
    if not ended.done():
        process.kill()
        await ended


def _report(code: int) -> None:
    # Here because it is not on the way to the first answer, which this module is.
    from structlog import get_logger  # noqa: PLC0415

    get_logger(__name__).error("worker.ended", code=code)
