"""The event stream of one agent's page: the list it shows and the conversation it has open.

Every message is one JSON object:

    hello    the stream begins; a page whose stream was cut asks for its list again
    rows     conversations that changed: each `id` with `html` and `key`, or without: it is gone
    relist   any row may have changed: the page asks for its list again
    counts   how many each view has
    thread   entries that the page has not, the head, the lock; its id is the last sequence
    gone     the conversation is not for the agent any more: nothing follows
    nudge    the agent is asked, or somebody waits too long: a `text` about a `conversation`
    customer_writes  the customer does, now: it is shown for some seconds
    viewers  who else looks at the conversation, and who is writing
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from assistant.console.conversations.following import Batch, Follower
from assistant.console.conversations.console_page_stream import PageStream, frame_of
from assistant.console.conversations.pages import Chrome, Pages
from assistant.console.shell.ports import Viewers
from assistant.console.conversations.reading import ConsoleReader
from assistant.conversation.ids import ConversationId

HEARTBEAT_S = 15.0  # proxies close a silent connection after 30 to 60 s

_CHECK_EVERY_S = 60.0
_RETRY = b"retry: 1000\n\n"
_HEARTBEAT = b": \n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPage:
    """What a page shows, and whether it may go on."""

    chrome: Chrome
    conversation_id: ConversationId | None
    after: int  # the last event of the conversation that it has
    may_go_on: Callable[[], Awaitable[bool]]  # whether the agent is still who they were


class Streams:
    """All open streams of this process; `close` ends them within a moment."""

    def __init__(
        self,
        *,
        reading: ConsoleReader,
        pages: Pages,
        viewers: Viewers,
        follower: Follower,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._reading = reading
        self._pages = pages
        self._viewers = viewers
        self._follower = follower
        self._heartbeat_s = heartbeat_s
        self._stops: set[asyncio.Event] = set()
        self._closing = False

    def close(self) -> None:
        """End all streams, now and later: the process is about to stop."""
        self._closing = True
        for stop in self._stops:
            stop.set()

    async def follow(
        self, watching: WatchedPage, *, stop: asyncio.Event
    ) -> AsyncGenerator[bytes, None]:
        """Yield frames until `stop`, or until the page is no longer the agent's."""
        self._stops.add(stop)
        if self._closing:
            stop.set()
        page = PageStream(
            reading=self._reading,
            pages=self._pages,
            viewers=self._viewers,
            chrome=watching.chrome,
            conversation_id=watching.conversation_id,
            after=watching.after,
        )
        try:
            async with self._follower.listen(watching.conversation_id) as queue:
                yield _RETRY + frame_of({"type": "hello"})
                yield await page.catch_up()
                if page.over:
                    return
                async for frames in self._go_on(page, watching, queue, stop):
                    yield frames
        finally:
            self._stops.discard(stop)

    async def _go_on(
        self,
        page: PageStream,
        watching: WatchedPage,
        queue: asyncio.Queue[Batch],
        stop: asyncio.Event,
    ) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        checked_at = spoke_at = loop.time()
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: queue.put_nowait(Batch()))  # wakes who waits
        try:
            while not stop.is_set():
                batch = await _next(queue, within_s=page.pause_s(self._heartbeat_s))
                now = loop.time()
                if now - checked_at >= _CHECK_EVERY_S:
                    checked_at = now
                    if not await watching.may_go_on():
                        return
                frames = await page.take(batch)
                if not frames and now - spoke_at >= self._heartbeat_s:
                    frames = _HEARTBEAT
                if frames:
                    spoke_at = now
                    yield frames
                if page.over:
                    return
        finally:
            stopping.cancel()
            await asyncio.wait((stopping,))


async def _next(queue: asyncio.Queue[Batch], *, within_s: float) -> Batch:
    """Return all that is in the queue in one; wait for something for a while if it is empty."""
    try:
        async with asyncio.timeout(within_s):
            batch = await queue.get()
    except TimeoutError:
        return Batch()
    while not queue.empty():
        batch = queue.get_nowait().after(batch)
    return batch
