"""Keep sets of names, each believed until a time of the server's clock, which all processes share.

A set is a sorted set by these times, and expires with the last of them.
"""

from collections.abc import Sequence

from redis.asyncio import Redis
from redis.commands.core import AsyncScript

from integrations.stores.redis.redis_client import broker_errors

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

_BELIEVE = f"""{_NOW}
for place, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  if place <= tonumber(ARGV[3]) then
    redis.call('ZADD', key, now + ARGV[2], ARGV[1])
    redis.call('PEXPIREAT', key, redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2])
  else
    redis.call('ZREM', key, ARGV[1])
  end
end
"""

_NAMES = f"""{_NOW}
local found = {{}}
for place, key in ipairs(KEYS) do
  found[place] = redis.call('ZRANGEBYSCORE', key, '(' .. now, '+inf')
end
return found
"""


class BelievedNames:
    """Add names to sets for a while, and read the names that are still believed."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._believe: AsyncScript = redis.register_script(_BELIEVE)
        self._names: AsyncScript = redis.register_script(_NAMES)

    async def believe(
        self, name: str, *, for_s: float, among: Sequence[str], not_among: Sequence[str] = ()
    ) -> None:
        """Add a name to some sets and remove it from others, in one step."""
        args: list[str | int] = [name, round(for_s * 1000), len(among)]
        with broker_errors():
            await self._believe(keys=[*among, *not_among], args=args)

    async def forget(self, name: str, *, among: Sequence[str]) -> None:
        """Remove a name from sets."""
        with broker_errors():
            for key in among:
                await self._redis.zrem(key, name)

    async def names(self, *keys: str) -> list[list[str]]:
        """Return the names of each set that are believed now."""
        with broker_errors():
            found: list[list[bytes]] = await self._names(keys=keys, args=[])
        return [[name.decode() for name in names] for names in found]
