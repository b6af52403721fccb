"""Follows what happens for all open pages of this process: one reader, however many pages.

the log's tail      conversations with new events, whoever wrote them
`desk.projector`    conversations whose rows changed, once lists show it
`LOOKING`           who looks at what, which no log keeps
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from assistant.console.sharing import Shared
from assistant.conversation.ids import ConversationId
from assistant.desk.projector import LISTS, ids_of
from assistant.ports import EventLog, Fanout, LogUnavailableError

log = structlog.get_logger(__name__)

LOOKING = ConversationId("console.looking")
"""What `Fanout` tells under that somebody looks at a conversation, or writes, or left it."""

POLL_S = 0.1  # one indexed query when nothing happened
_AT_ONCE = 500

Ids = frozenset[ConversationId]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """What happened since the batch before; pages share what is worked out for it."""

    changed: Ids = frozenset()  # have new events
    listed: Ids = frozenset()  # have another row
    all_listed: bool = False  # any row may be another
    looked_at: Ids = frozenset()  # by other agents than before
    shared: Shared = field(default_factory=Shared)

    def after(self, earlier: "Batch") -> "Batch":
        """Return both in one; what the later one shares is no older than either."""
        return Batch(
            changed=self.changed | earlier.changed,
            listed=self.listed | earlier.listed,
            all_listed=self.all_listed or earlier.all_listed,
            looked_at=self.looked_at | earlier.looked_at,
            shared=self.shared,
        )


class Follower:
    """Tells every listener of every batch; works only while somebody listens."""

    def __init__(self, events: EventLog, fanout: Fanout, *, poll_s: float = POLL_S) -> None:
        self._events = events
        self._fanout = fanout
        self._poll_s = poll_s
        self._listeners: set[asyncio.Queue[Batch]] = set()
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[Batch]]:
        """Yield a queue of what happens from now on."""
        queue: asyncio.Queue[Batch] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            if not self._tasks:
                work = (self._follow(), self._hear_lists(), self._hear_looking())
                self._tasks = tuple(asyncio.create_task(one) for one in work)
            yield queue
        finally:
            self._listeners.discard(queue)
            if not self._listeners:
                tasks, self._tasks = self._tasks, ()
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    async def _follow(self) -> None:
        after: int | None = None
        while True:
            try:
                after = await self._end() if after is None else after
                events = await self._events.tail(after, limit=_AT_ONCE)
            except LogUnavailableError:
                log.warning("console.log_unavailable")
                events = ()
            if events:
                after = events[-1].position
                self._tell(Batch(changed=frozenset(one.event.conversation_id for one in events)))
            if len(events) < _AT_ONCE:
                await asyncio.sleep(self._poll_s)

    async def _end(self) -> int:
        """Return a position after which the log has nothing yet, in some forty short questions."""
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

    async def _hear_lists(self) -> None:
        async with self._fanout.subscribe(LISTS) as notices:
            async for notice in notices:
                ids = ids_of(notice)
                self._tell(Batch(listed=ids, all_listed=not ids))

    async def _hear_looking(self) -> None:
        async with self._fanout.subscribe(LOOKING) as notices:
            async for notice in notices:
                if notice:
                    one = ConversationId(notice.decode(errors="replace"))
                    self._tell(Batch(looked_at=frozenset({one})))

    def _tell(self, batch: Batch) -> None:
        for queue in self._listeners:
            queue.put_nowait(batch)
