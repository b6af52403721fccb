"""Serve one application after the other at one address: requests go on in the one they came to."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_LAST_S = 20.0  # for requests in hand, before what they need is closed


@dataclass(slots=True, eq=False)
class _Served:
    app: FastAPI
    close: Callable[[], None]  # ends its event streams: browsers connect anew, to the next
    in_hand: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)  # another is there, or all ends


class SwappedApplication:
    """Pass each request on to the newest application; an ASGI application itself."""

    def __init__(self) -> None:
        self._newest: _Served | None = None
        self._open: set[_Served] = set()
        self._has_one = asyncio.Event()
        self._closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await self._has_one.wait()
        served = self._newest
        assert served is not None  # noqa: S101 - the event says so
        served.in_hand += 1
        served.idle.clear()
        try:
            await served.app(scope, receive, send)
        finally:
            served.in_hand -= 1
            if not served.in_hand:
                served.idle.set()

    async def serve(self, app: FastAPI, close: Callable[[], None], over: asyncio.Event) -> None:
        """Serve `app` until `over` is set and the next is there; then let its requests end."""
        served = _Served(app, close)
        served.idle.set()
        async with app.router.lifespan_context(app):
            before, self._newest = self._newest, served
            self._open.add(served)
            self._has_one.set()
            if before is not None:
                before.close()
                before.left.set()
            if self._closed:  # it was put together while the process was asked to stop
                close()
                served.left.set()
            await over.wait()
            await served.left.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_S):
                    await served.idle.wait()
        self._open.discard(served)

    def close(self) -> None:
        """End every event stream, as the process is asked to stop."""
        self._closed = True
        for one in self._open:
            one.close()
            one.left.set()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Answer the server's words of start and stop; each application has its own."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._has_one.wait()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
