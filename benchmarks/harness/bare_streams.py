"""Serve event streams that say that they are live and nothing else: the least a page can cost.

The same web server and framework as ours, with no token, no log and no Redis behind them.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import create_server

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from benchmarks.harness.client import API, HOST
from benchmarks.harness.served import Served


@asynccontextmanager
async def serving_bare_streams() -> AsyncIterator[Served]:
    """Serve in a process of its own, on any free port, until the block ends."""
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.harness.bare_streams"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        port = int(await process.stdout.readline())
        yield Served(port=port, pid=process.pid, started=started)
    finally:
        process.kill()
        await process.wait()


async def _start(_: Request) -> Response:
    return JSONResponse({"conversation_id": "any", "token": "any"}, 201)


async def _follow(_: Request) -> Response:
    return StreamingResponse(_frames(), media_type="text/event-stream")


async def _frames() -> AsyncIterator[bytes]:
    yield b'data: {"status":"live"}\n\n'
    await asyncio.Event().wait()


def main() -> None:
    """Print the port, and serve until the process is killed."""
    routes = [
        Route(API, _start, methods=["POST"]),
        Route(f"{API}/{{conversation_id}}/events", _follow),
    ]
    listening = create_server((HOST, 0), backlog=2048)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        Starlette(routes=routes), http="httptools", loop="asyncio", log_level="error"
    )
    asyncio.run(uvicorn.Server(config).serve([listening]))


if __name__ == "__main__":
    main()
