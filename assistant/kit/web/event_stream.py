"""Send server-sent events, and end the response when its page is gone."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send


class EventStreamResponse(Response):
    """Send frames until they end or the page is gone.

    Starlette's `StreamingResponse` would cancel the generator in the middle of its work; this
    response lets it end by itself.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        frames: Callable[[asyncio.Event], AsyncGenerator[bytes, None]],
        status_code: int = 200,
    ) -> None:
        """Take a function that yields frames until its event is set."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(status_code=status_code, headers=headers)
        del self.headers["content-length"]
        self._frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        gone = asyncio.Event()
        listener = asyncio.create_task(_listen(receive, gone))
        try:
            async with aclosing(self._frames(gone)) as frames:
                with suppress(OSError):  # how some servers say that the page is gone
                    await send(self._start())
                    async for frame in frames:
                        await send(_body(frame, more=True))
                    await send(_body(b"", more=False))
        finally:
            listener.cancel()
            await asyncio.wait((listener,))

    def _start(self) -> Message:
        return {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }


async def _listen(receive: Receive, gone: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _body(frame: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": frame, "more_body": more}
