"""Tell open pages what happened, in memory."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

from assistant.conversation.ids import ConversationId


class MemoryFanout:
    """A `Fanout` within one event loop.

    A reader that falls behind by `backlog` notices loses the newest; those it still has to read
    make it look at the log later than the loss, so it misses no event.
    """

    def __init__(self, *, backlog: int = 256) -> None:
        self._backlog = backlog
        self._open: dict[ConversationId, set[asyncio.Queue[bytes]]] = defaultdict(set)

    async def publish(self, conversation_id: ConversationId, notice: bytes) -> None:
        for queue in self._open.get(conversation_id, ()):
            with suppress(asyncio.QueueFull):
                queue.put_nowait(notice)

    @asynccontextmanager
    async def subscribe(
        self, conversation_id: ConversationId
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        queue: asyncio.Queue[bytes] = asyncio.Queue(self._backlog)
        self._open[conversation_id].add(queue)
        try:
            async with aclosing(_drain(queue)) as notices:
                yield notices
        finally:
            self._open[conversation_id].discard(queue)
            if not self._open[conversation_id]:
                del self._open[conversation_id]


async def _drain(queue: asyncio.Queue[bytes]) -> AsyncGenerator[bytes, None]:
    while True:
        yield await queue.get()
