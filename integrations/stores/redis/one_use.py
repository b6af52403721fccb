"""Things that one may use only, over all processes of one Redis."""

from redis.asyncio import Redis

from integrations.stores.redis.redis_client import PREFIX, broker_errors

_CLAIM = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0
"""


class RedisOneUse:
    """`OneUse`; a Redis that loses its memory forgets what was used."""

    def __init__(self, redis: Redis) -> None:
        self._claim = redis.register_script(_CLAIM)

    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        with broker_errors():
            mine = await self._claim(
                keys=[f"{PREFIX}:used:{key}"], args=[holder, round(for_s * 1000)]
            )
        return bool(mine)
