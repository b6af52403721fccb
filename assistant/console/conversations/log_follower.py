"""Follow news for all open pages of this process: one reader, however many pages.

Work that many pages need alike is done once. The sources:

    the log's tail              conversations with new events, whoever wrote them
    `desk.lists`                conversations whose rows changed, once lists show it
    `LOOKING`                   who looks at what, which no log keeps
    `desk.nudges`               who is asked, who waits too long
    `customer_typing_topic`     the customer of an open conversation writes, which no log keeps
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from assistant.conversation.ids import ConversationId
from assistant.desk.lists.list_projection import LISTS, ids_of
from assistant.desk.nudges import NUDGES_TOPIC, customer_typing_topic
from assistant.kit.fault_log import report
from assistant.ports import EventLog, Fanout

T = TypeVar("T")


class SharedResults:
    """Keep results by key; a second request for a key waits for the first one's result."""

    def __init__(self) -> None:
        self._results: dict[Hashable, asyncio.Future[Any]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return the result of `make`, which is called once for each key."""
        if key not in self._results:
            self._results[key] = asyncio.ensure_future(_run(make))
        result: T = await asyncio.shield(self._results[key])
        return result


async def _run(make: Callable[[], Awaitable[T]]) -> T:
    return await make()


LOOKING = ConversationId("console.looking")
"""What `Fanout` tells under that somebody looks at a conversation, or writes, or left it."""

POLL_S = 0.1  # one indexed query when nothing happened
LISTS_EVERY_S = 0.5  # faster, nobody reads
_AT_A_TIME = 25  # pages that are told of lists before conversations get a turn
_BETWEEN_S = 0.005
_AT_ONCE = 500
_READY_WITHIN_S = 2.0
_AGAIN_AFTER_S = 1.0

Ids = frozenset[ConversationId]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Hold the news since the batch before; pages share the results that are worked out for it."""

    changed: Ids = frozenset()  # have new events
    listed: Ids = frozenset()  # have another row
    all_listed: bool = False  # any row may be another
    looked_at: Ids = frozenset()  # by other agents than before
    customer_writes: bool = False  # in the conversation that the page has open
    nudges: tuple[bytes, ...] = ()  # `desk.nudges`, as they were sent
    shared: SharedResults = field(default_factory=SharedResults)

    def after(self, earlier: "Batch") -> "Batch":
        """Return both batches in one, with the shared results of the later."""
        return Batch(
            changed=self.changed | earlier.changed,
            listed=self.listed | earlier.listed,
            all_listed=self.all_listed or earlier.all_listed,
            looked_at=self.looked_at | earlier.looked_at,
            customer_writes=self.customer_writes or earlier.customer_writes,
            nudges=earlier.nudges + self.nudges,
            shared=self.shared,
        )


class Follower:
    """Tell every listener of every batch; it works only while somebody listens."""

    def __init__(self, events: EventLog, fanout: Fanout, *, poll_s: float = POLL_S) -> None:
        self._events = events
        self._fanout = fanout
        self._poll_s = poll_s
        self._listeners: dict[asyncio.Queue[Batch], ConversationId | None] = {}
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._ready: tuple[asyncio.Event, ...] = ()
        self._after: int | None = None  # told up to here
        self._listed = Batch()  # not told yet

    @asynccontextmanager
    async def listen(
        self, conversation_id: ConversationId | None
    ) -> AsyncIterator[asyncio.Queue[Batch]]:
        """Yield a queue of news from now on, of lists and of one conversation.

        A page that reads its data after entering misses nothing.
        """
        queue: asyncio.Queue[Batch] = asyncio.Queue()
        self._listeners[queue] = conversation_id
        hearing: asyncio.Task[None] | None = None
        if conversation_id is not None:
            hear = partial(self._hear_customer, conversation_id, queue)
            hearing = asyncio.create_task(_again_and_again(hear))
        try:
            if not self._tasks:
                self._begin()
            with suppress(TimeoutError):  # a part that is away tells when it is back
                async with asyncio.timeout(_READY_WITHIN_S):
                    for ready in self._ready:
                        await ready.wait()
            yield queue
        finally:
            del self._listeners[queue]
            if hearing is not None:
                hearing.cancel()
                await asyncio.wait((hearing,))
            if not self._listeners:
                tasks, self._tasks = self._tasks, ()
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    def _begin(self) -> None:
        self._after = None
        hearing: Mapping[ConversationId, Callable[[bytes], Batch]] = {
            LOOKING: _of_looking,
            NUDGES_TOPIC: _of_nudges,
        }
        follow, lists, *hear = self._ready = tuple(asyncio.Event() for _ in range(2 + len(hearing)))
        self._listed = Batch()
        work = [partial(self._follow, follow), partial(self._hear_lists, lists)]
        work += [
            partial(self._hear, ready, topic, read)
            for ready, (topic, read) in zip(hear, hearing.items(), strict=True)
        ]
        self._tasks = tuple(asyncio.create_task(_again_and_again(one)) for one in work)

    async def _follow(self, ready: asyncio.Event) -> None:
        if self._after is None:
            self._after = await self._end()
        ready.set()
        while True:
            events = await self._events.tail(self._after, limit=_AT_ONCE)
            if events:
                self._after = events[-1].position
                self._tell(Batch(changed=frozenset(one.event.conversation_id for one in events)))
            if len(events) < _AT_ONCE:
                await asyncio.sleep(self._poll_s)

    async def _end(self) -> int:
        """Return a position after which the log has nothing yet, in some forty short queries."""
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

    async def _hear_lists(self, ready: asyncio.Event) -> None:
        """Tell all pages together of changes in lists, as often as somebody reads."""
        async with self._fanout.subscribe(LISTS) as notices:
            ready.set()
            heard = asyncio.create_task(self._gather(notices))
            try:
                while not heard.done():
                    await asyncio.sleep(LISTS_EVERY_S)
                    if self._listed.listed or self._listed.all_listed:
                        listed, self._listed = self._listed, Batch()
                        await self._tell_in_turn(listed)
            finally:
                heard.cancel()
                await asyncio.wait((heard,))
            heard.result()

    async def _gather(self, notices: AsyncIterator[bytes]) -> None:
        async for notice in notices:
            self._listed = _of_lists(notice).after(self._listed)

    async def _hear(
        self, ready: asyncio.Event, topic: ConversationId, read: Callable[[bytes], Batch]
    ) -> None:
        async with self._fanout.subscribe(topic) as notices:
            ready.set()
            async for notice in notices:
                self._tell(read(notice))

    async def _tell_in_turn(self, batch: Batch) -> None:
        """Tell all pages, few at a time, so that no message waits for hundreds of lists."""
        queues = tuple(self._listeners)
        for first in range(0, len(queues), _AT_A_TIME):
            for queue in queues[first : first + _AT_A_TIME]:
                queue.put_nowait(batch)
            await asyncio.sleep(_BETWEEN_S)

    async def _hear_customer(
        self, conversation_id: ConversationId, queue: asyncio.Queue[Batch]
    ) -> None:
        """Tell a page that has a conversation open that its customer writes."""
        async with self._fanout.subscribe(customer_typing_topic(conversation_id)) as notices:
            async for notice in notices:
                if notice:  # an empty one says that some may be missing
                    queue.put_nowait(Batch(customer_writes=True))

    def _tell(self, batch: Batch) -> None:
        touched = batch.changed | batch.looked_at
        for queue, conversation_id in self._listeners.items():
            if batch.nudges or conversation_id in touched:
                queue.put_nowait(batch)


def _of_lists(notice: bytes) -> Batch:
    ids = ids_of(notice)
    return Batch(listed=ids, all_listed=not ids)


def _of_looking(notice: bytes) -> Batch:
    """Read the conversation of a notice; an empty notice says that some may be missing."""
    ids = [ConversationId(notice.decode(errors="replace"))] if notice else []
    return Batch(looked_at=frozenset(ids))


def _of_nudges(notice: bytes) -> Batch:
    return Batch(nudges=(notice,) if notice else ())


async def _again_and_again(work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` for ever; an error, such as a log that is away, may be over in a moment."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - open pages must not go quiet for good
            report("console.following_failed", error)
        await asyncio.sleep(_AGAIN_AFTER_S)
