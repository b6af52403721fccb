"""Serves a simulator over real HTTP, in the test's own loop."""

import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette

from tests.infra.waiting import until


@contextlib.asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """Serve until the block ends, without uvicorn's signals and its waits of a tenth second.

    Yields the address, which is on loopback.
    """
    # The protocol is named: only then does asyncio turn Nagle off for what it accepts.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])

    async def all_left() -> bool:
        return not server.server_state.connections

    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        for one in server.servers:
            one.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        await until(all_left)
