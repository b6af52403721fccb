"""Count customers' networks in Redis, in a HyperLogLog: no address can be read out of it."""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from assistant.ports import ArrivalCount
from integrations.stores.redis.redis_client import PREFIX, broker_errors

_KEPT = timedelta(days=3)


class RedisArrivals:
    """Keep `Arrivals` by day; a Redis that loses its memory begins anew."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def note(self, network: str) -> None:
        conversations, networks = _keys(datetime.now(UTC))
        with broker_errors():
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.incr(conversations)
                pipe.pfadd(networks, network)
                pipe.expire(conversations, _KEPT)
                pipe.expire(networks, _KEPT)
                await pipe.execute()

    async def count(self) -> ArrivalCount:
        now = datetime.now(UTC)
        days = [_keys(now), _keys(now - timedelta(days=1))]
        with broker_errors():
            counts = await self._redis.mget([conversations for conversations, _ in days])
            networks = await self._redis.pfcount(*(networks for _, networks in days))
        return ArrivalCount(conversations=sum(int(one or 0) for one in counts), networks=networks)


def _keys(at: datetime) -> tuple[str, str]:
    day = f"{PREFIX}:arrivals:{at:%Y-%m-%d}"
    return day, f"{day}:networks"
