"""Open all ports that Redis implements, together."""

import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from integrations.stores.redis.arrivals import RedisArrivals
from integrations.stores.redis.fanout import RedisFanout
from integrations.stores.redis.leases import RedisLeases
from integrations.stores.redis.people_presence import (
    RedisAgentPresence,
    RedisCustomerPresence,
    RedisCustomerTyping,
    RedisReplyWaits,
    RedisViewers,
)
from integrations.stores.redis.redis_client import (
    PREFIX,
    broker_errors,
    connect,
    connect_hurried,
)
from integrations.stores.redis.shards import Shards
from integrations.stores.redis.usage_limits import RedisOneUse, RedisRateLimits
from integrations.stores.redis.work_queue import RedisWorkQueue
from integrations.stores.redis.worker_presence import PROJECTORS, RedisPresence, release

_READY_S = 60  # that the key of a check is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Hold one process's access to Redis, port by port."""

    name: str  # of this process: its consumer's and its worker's
    queue: RedisWorkQueue
    leases: RedisLeases
    presence: RedisPresence
    projectors: RedisPresence
    limits: RedisRateLimits
    used: RedisOneUse
    fanout: RedisFanout
    viewers: RedisViewers
    agents: RedisAgentPresence
    customers: RedisCustomerPresence
    typing: RedisCustomerTyping
    waits: RedisReplyWaits
    arrivals: RedisArrivals
    redis: Redis
    shards: Shards

    async def check(self) -> None:
        """Return if Redis takes a key. One without memory, or a replica, answers and takes none.

        Raises:
            BrokerUnavailableError: it does not.
        """
        with broker_errors():
            await self.redis.set(f"{PREFIX}:ready", 1, ex=_READY_S)

    async def release(self, name: str) -> int:
        """Give the unfinished work of the process `name`, which has ended, to the others.

        Returns how many pieces of work that were.

        Raises:
            BrokerUnavailableError: Redis does not answer; it is given away later, when it was
                idle for long enough.
        """
        return await release(self.redis, name, shards=self.shards)


@asynccontextmanager
async def open_broker(
    url: str, *, name: str | None = None, hurried: bool = False, shards: int = 1
) -> AsyncIterator[Broker]:
    """Open the ports on the server at `url`; it need not be up yet.

    With more than one of the `shards`, `url` is that of a server of a Redis Cluster.

    `hurried`: people wait for what this process does, and it can do it without Redis.

    `name` must be this process's alone; without a name, the process gets one.
    """
    is_cluster, spread = shards > 1, Shards(shards)
    name = name or f"{socket.gethostname()}/{os.getpid()}-{secrets.token_hex(3)}"
    async with (
        (connect_hurried if hurried else connect)(url, is_cluster=is_cluster) as redis,
        connect(url, retries=0, is_cluster=is_cluster) as listening,
        RedisFanout(redis, listening=listening) as fanout,
    ):
        yield Broker(
            name=name,
            queue=RedisWorkQueue(redis, consumer=name, shards=spread),
            leases=RedisLeases(redis, holder=name, shards=spread),
            presence=RedisPresence(redis),
            projectors=RedisPresence(redis, PROJECTORS),
            limits=RedisRateLimits(redis, shards=spread),
            used=RedisOneUse(redis),
            fanout=fanout,
            viewers=RedisViewers(redis),
            agents=RedisAgentPresence(redis),
            customers=RedisCustomerPresence(redis),
            typing=RedisCustomerTyping(redis),
            waits=RedisReplyWaits(redis),
            arrivals=RedisArrivals(redis),
            redis=redis,
            shards=spread,
        )
