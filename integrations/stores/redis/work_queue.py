"""Keep the work queue: one stream, or one for each shard of a Redis Cluster.

With shards, each living worker waits at one of them, its home, as its place among all workers
says: 100 workers at 8 shards are 12 or 13 at each. Every `_ROUND_S`, and at once again while that
brings work, a worker looks into all of them, so no shard depends on the workers that are at home
there, and idle ones help those that have much. With one stream there is nothing to go round.
"""

import asyncio
from zlib import crc32

from redis.asyncio import Redis

from assistant.conversation.ids import ConversationId
from assistant.ports import Backlog, Work
from integrations.stores.redis.believed_names import BelievedNames
from integrations.stores.redis.redis_client import PREFIX
from integrations.stores.redis.shards import Shards
from integrations.stores.redis.work_stream import WorkStream

WORKERS = f"{PREFIX}:workers"
"""The set of the names of living workers."""

_ROUND_S = 0.25  # between looks into every shard, while they bring nothing
_HOME_S = 2.0  # between looks who lives


class RedisWorkQueue:
    """Keep a `WorkQueue` on Redis 7 or Valkey; `consumer` is this process's name."""

    def __init__(
        self,
        redis: Redis,
        *,
        consumer: str,
        shards: Shards = Shards(),  # noqa: B008 - never changed
        max_outstanding: int = 100_000,
        forget_consumer_s: float = 60.0,
    ) -> None:
        """Take the limits of each stream, as `WorkStream` does."""
        self._consumer = consumer
        self._shards = shards
        self._names = BelievedNames(redis)
        self._streams = {
            prefix: WorkStream(
                redis,
                consumer=consumer,
                prefix=prefix,
                max_outstanding=max_outstanding,
                forget_consumer_s=forget_consumer_s,
            )
            for prefix in shards.prefixes
        }
        self._turn = tuple(self._streams.values())  # the next to be looked into stands first
        self._home = self._turn[0]
        self._round_at = self._home_at = 0.0

    async def put(self, conversation_id: ConversationId) -> None:
        await self._streams[self._shards.prefix_of(conversation_id)].put(conversation_id)

    async def take(self, *, wait_s: float) -> Work | None:
        if len(self._streams) == 1:
            return await self._home.take(wait_s=wait_s)
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        while True:
            if loop.time() >= self._round_at:
                if work := await self._go_round():
                    return work
                self._round_at = loop.time() + _ROUND_S
            await self._go_home()
            left_s = min(until, self._round_at) - loop.time()
            if work := await self._home.take(wait_s=max(left_s, 0.0)):
                return work
            if loop.time() >= until:
                return None

    async def reclaim(self, *, idle_s: float) -> Work | None:
        for stream in self._turn:
            if work := await stream.reclaim(idle_s=idle_s):
                return work
        return None

    async def keep(self, work: Work) -> None:
        await self._of(work).keep(work)

    async def ack(self, work: Work) -> None:
        await self._of(work).ack(work)

    async def outstanding(self) -> frozenset[ConversationId]:
        found = [await stream.outstanding() for stream in self._turn]
        return frozenset().union(*found)

    async def backlog(self) -> Backlog:
        found = await asyncio.gather(*(stream.backlog() for stream in self._turn))
        return Backlog(
            waiting=sum(one.waiting for one in found),
            in_hand=sum(one.in_hand for one in found),
            added=sum(one.added for one in found),
            age_s=max(one.age_s for one in found),
        )

    async def _go_round(self) -> Work | None:
        """Look into every stream, from the one after the last that had work on."""
        for stream in self._turn:
            self._turn = (*self._turn[1:], self._turn[0])
            if work := await stream.take(wait_s=0.0):
                return work
        return None

    async def _go_home(self) -> None:
        """Choose the shard to wait at by this worker's place among those that live."""
        now = asyncio.get_running_loop().time()
        if now < self._home_at:
            return
        self._home_at = now + _HOME_S
        [alive] = await self._names.names(WORKERS)
        place = crc32(self._consumer.encode())
        if self._consumer in alive:
            place = sorted(alive).index(self._consumer)
        self._home = self._streams[self._shards.prefixes[place % self._shards.count]]

    def _of(self, work: Work) -> WorkStream:
        prefix, brace, _ = work.work_id.partition("}")
        return self._streams[f"{prefix}{brace}"]
