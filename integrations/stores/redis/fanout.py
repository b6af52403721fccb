"""Carry notices to open pages over pub/sub: one connection for all pages of a process.

Readers come and go by changing `_topics`; one task makes the server's subscriptions follow, so
no two commands race, and a reader that is cancelled leaves nothing to be awaited.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from assistant.conversation.ids import ConversationId
from integrations.stores.redis.redis_client import FAULTS, PREFIX, broker_errors

log = structlog.get_logger(__name__)

_ALIVE = f"{PREFIX}:notices".encode()
"""Subscribed to always, because a connection without a subscription cannot be listened to."""

_LOOK_AGAIN = b""

_STOP = b""  # no channel has this name

_RECONNECT_S = 0.2


@dataclass(slots=True, eq=False)
class _Topic:
    """Hold one conversation's readers in this process."""

    readers: set[asyncio.Queue[bytes]] = field(default_factory=set)
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    may_have_missed: bool = False

    def offer(self, notice: bytes) -> None:
        """Pass a notice on. A reader that is far behind loses it.

        What that reader has yet to read makes it look at the log later than now.
        """
        for queue in self.readers:
            with suppress(asyncio.QueueFull):
                queue.put_nowait(notice)


class RedisFanout:
    """Keep a `Fanout` over all processes of one Redis; enter it to listen.

    `listening` is a client of its own, without retries: a broken connection has to show, because
    what was published meanwhile is missing. While Redis is away a page waits `enter_s` to enter
    and is told to look again when Redis is back.
    """

    def __init__(
        self, redis: Redis, *, listening: Redis, backlog: int = 256, enter_s: float = 0.5
    ) -> None:
        self._redis = redis
        self._listening = listening
        self._backlog = backlog
        self._enter_s = enter_s
        self._topics: dict[bytes, _Topic] = {}
        self._changed: asyncio.Queue[bytes] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed = True
        self._changed.put_nowait(_STOP)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def publish(self, conversation_id: ConversationId, notice: bytes) -> None:
        with broker_errors():
            await self._redis.publish(_channel(conversation_id), notice)

    @asynccontextmanager
    async def subscribe(
        self, conversation_id: ConversationId
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        channel = _channel(conversation_id)
        topic = self._topics.setdefault(channel, _Topic())
        queue: asyncio.Queue[bytes] = asyncio.Queue(self._backlog)
        topic.readers.add(queue)
        try:
            await self._enter(channel, topic)
            async with aclosing(_drain(queue)) as notices:
                yield notices
        finally:
            topic.readers.discard(queue)
            if not topic.readers and self._topics.get(channel) is topic:
                del self._topics[channel]
                self._changed.put_nowait(channel)

    async def _enter(self, channel: bytes, topic: _Topic) -> None:
        if topic.subscribed.is_set():
            return
        self._changed.put_nowait(channel)
        try:
            async with asyncio.timeout(self._enter_s):
                await topic.subscribed.wait()
        except TimeoutError:
            topic.may_have_missed = True

    async def _run(self) -> None:
        while not self._closed:
            with suppress(*FAULTS):
                await self._follow()
            for topic in self._topics.values():
                topic.subscribed.clear()
                topic.may_have_missed = True
            if not self._closed:
                await asyncio.sleep(_RECONNECT_S)

    async def _follow(self) -> None:
        """Listen on one connection until it breaks, or until this is closed.

        Nothing here ends by cancellation alone, because redis-py's commands may swallow one
        that comes as they complete. A subscription goes to the server that the client knows of, and
        alone never learns that a replica took a dead server's place: a command does.
        """
        await self._listening.get(_ALIVE)
        async with self._listening.pubsub() as pubsub:
            self._changed = asyncio.Queue()  # what came before is in `_topics`
            if self._closed:  # the word to stop went into the queue of before
                return
            await pubsub.subscribe(_ALIVE, *self._topics)
            log.info("fanout.listening")
            listening = asyncio.create_task(self._listen(pubsub))
            listening.add_done_callback(lambda _: self._changed.put_nowait(_STOP))
            try:
                await self._reconcile(pubsub)
            finally:
                listening.cancel()
                await pubsub.aclose()
                await asyncio.wait((listening,))
            if not listening.cancelled():
                listening.result()

    async def _reconcile(self, pubsub: PubSub) -> None:
        """Make the server's subscriptions follow `_topics`; asking twice is harmless.

        All that changed meanwhile goes in two commands: a proxy that ends drops thousands of pages
        in one moment.
        """
        while _STOP not in (changed := await self._changes()):
            entered = [one for one in changed if one in self._topics]
            if left := changed - set(entered):
                await pubsub.unsubscribe(*left)
            if new := [one for one in entered if not self._topics[one].subscribed.is_set()]:
                await pubsub.subscribe(*new)

    async def _changes(self) -> set[bytes]:
        """Wait for a change, and return the channels of all there are."""
        changed = {await self._changed.get()}
        while not self._changed.empty():
            changed.add(self._changed.get_nowait())
        return changed

    async def _listen(self, pubsub: PubSub) -> None:
        while True:
            message = await pubsub.get_message(timeout=None)
            topic = self._topics.get(message["channel"]) if message else None
            if message is None or topic is None:
                continue
            if message["type"] == "message":
                topic.offer(message["data"])
            elif message["type"] == "subscribe":
                self._confirm(topic)

    def _confirm(self, topic: _Topic) -> None:
        if topic.may_have_missed:
            topic.offer(_LOOK_AGAIN)
        topic.may_have_missed = False
        topic.subscribed.set()


def _channel(conversation_id: ConversationId) -> bytes:
    return f"{PREFIX}:notices:{conversation_id}".encode()


async def _drain(queue: asyncio.Queue[bytes]) -> AsyncGenerator[bytes, None]:
    while True:
        yield await queue.get()
