"""Who lives: a sorted set of worker names by the time until which each is believed."""

from redis.asyncio import Redis

from integrations.stores.redis.redis_client import PREFIX, broker_errors

WORKERS = f"{PREFIX}:workers"

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

_BEAT = f"""{_NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
"""

_ALIVE = f"{_NOW} return redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf')"


class RedisPresence:
    """A `Presence` by the server's clock, the only one that all processes share."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._beat = redis.register_script(_BEAT)
        self._alive = redis.register_script(_ALIVE)

    async def beat(self, worker: str, *, for_s: float) -> None:
        with broker_errors():
            await self._beat(keys=[WORKERS], args=[worker, round(for_s * 1000)])

    async def leave(self, worker: str) -> None:
        with broker_errors():
            await self._redis.zrem(WORKERS, worker)

    async def alive(self) -> frozenset[str]:
        with broker_errors():
            return frozenset(name.decode() for name in await self._alive(keys=[WORKERS]))
