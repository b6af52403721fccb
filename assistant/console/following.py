"""Follows the whole log for all open pages of this process: one reader, however many pages.

Whoever writes, in whichever process, need not know of the console: what is in the log is seen
within `poll_s`. What the log does not keep, such as who is looking, comes as notices.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog

from assistant.console.sharing import Shared
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog, Fanout, LogUnavailableError

log = structlog.get_logger(__name__)

NOTICES = ConversationId("console")
"""The fan-out's topic of those who look at conversations; no conversation has this id."""

POLL_S = 0.1
_AGAIN_S = 1.0  # the lists follow the log within moments: what changed is looked at once more
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What happened since the batch before; pages share what is worked out for it."""

    changed: frozenset[ConversationId] = frozenset()
    looked_at: frozenset[ConversationId] = frozenset()  # by other agents than before
    shared: Shared = field(default_factory=Shared)


class Follower:
    """Tells every listener of every batch; works only while somebody listens."""

    def __init__(self, events: EventLog, fanout: Fanout, *, poll_s: float = POLL_S) -> None:
        self._events = events
        self._fanout = fanout
        self._poll_s = poll_s
        self._listeners: set[asyncio.Queue[Batch]] = set()
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._again: dict[ConversationId, float] = {}

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Batch]]:
        """Yield the batches from now on, whoever is slow gets them late but all."""
        queue: asyncio.Queue[Batch] = asyncio.Queue()
        if not self._listeners:
            after = await self._end()
            if not self._tasks:
                self._tasks = (
                    asyncio.create_task(self._follow(after)),
                    asyncio.create_task(self._hear()),
                )
        self._listeners.add(queue)
        try:
            async with aclosing(_drain(queue)) as batches:
                yield batches
        finally:
            self._listeners.discard(queue)
            if not self._listeners:
                await self._rest()

    async def _rest(self) -> None:
        tasks, self._tasks = self._tasks, ()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _end(self) -> int:
        """Return a position after which the log has nothing yet."""
        low, high = 0, 1
        while await self._events.tail(high, limit=1):
            low, high = high, high * 2
        while low < high:
            middle = (low + high) // 2
            if await self._events.tail(middle, limit=1):
                low = middle + 1
            else:
                high = middle
        return low

    async def _follow(self, after: int) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                events = await self._events.tail(after, limit=_AT_ONCE)
            except LogUnavailableError:
                log.warning("console.log_unavailable")
                events = ()
            changed = {stored.event.conversation_id for stored in events}
            after = events[-1].position if events else after
            due = {one for one, at in self._again.items() if at <= loop.time()}
            for one in due:
                del self._again[one]
            self._again |= dict.fromkeys(changed, loop.time() + _AGAIN_S)
            if changed | due:
                self._tell(Batch(changed=frozenset(changed | due)))
            if len(events) < _AT_ONCE:
                await asyncio.sleep(self._poll_s)

    async def _hear(self) -> None:
        async with self._fanout.subscribe(NOTICES) as notices:
            async for notice in notices:
                with suppress(UnicodeDecodeError):
                    self._tell(Batch(looked_at=_ids([notice.decode()])))

    def _tell(self, batch: Batch) -> None:
        for queue in self._listeners:
            queue.put_nowait(batch)


def _ids(names: Iterable[str]) -> frozenset[ConversationId]:
    return frozenset(ConversationId(name) for name in names if name)


async def _drain(queue: asyncio.Queue[Batch]) -> AsyncGenerator[Batch, None]:
    while True:
        yield await queue.get()
