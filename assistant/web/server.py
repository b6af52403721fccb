"""Uvicorn, which tells open event streams when it is about to stop.

Uvicorn waits for open connections before it runs the app's shutdown, and an event stream never
ends by itself: without a word at the signal, a restart would hang.
"""

import asyncio
from collections.abc import Callable
from socket import socket
from types import FrameType

import uvicorn


class Server(uvicorn.Server):
    """A server that calls `on_exit` in its event loop when a signal asks it to stop."""

    def __init__(self, config: uvicorn.Config, *, on_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit = on_exit
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._on_exit)
        super().handle_exit(sig, frame)
