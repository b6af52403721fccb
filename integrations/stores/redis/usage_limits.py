"""Limit uses over all processes of one Redis: once only, or so many times in a period."""

from collections.abc import Sequence

from redis.asyncio import Redis

from assistant.kit.calls.gathered_calls import GatheredCalls
from assistant.ports import Allowance
from integrations.stores.redis.redis_client import PREFIX, broker_errors
from integrations.stores.redis.shards import Shards

_CLAIM = """
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0
"""


class RedisOneUse:
    """Keep `OneUse`; a Redis that loses its memory forgets the keys that were used."""

    def __init__(self, redis: Redis) -> None:
        self._claim = redis.register_script(_CLAIM)

    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        with broker_errors():
            mine = await self._claim(
                keys=[f"{PREFIX}:used:{key}"], args=[holder, round(for_s * 1000)]
            )
        return bool(mine)


_ALLOW = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local found = {}
for place, key in ipairs(KEYS) do
  local each, per = tonumber(ARGV[2 * place - 1]), tonumber(ARGV[2 * place])
  local full_at = math.max(tonumber(redis.call('GET', key) or 0), now) + each
  local too_early = full_at - now - per
  if too_early <= 0 then
    redis.call('SET', key, string.format('%.0f', full_at), 'PX', math.ceil(per / 1000))
  end
  found[place] = math.max(too_early, 0)
end
return found
"""
"""In microseconds, by the server's clock; returns for how long each event is too early."""

_Counted = tuple[str, int, int]
"""A key, what an event adds to it, and how far ahead it may be, both in microseconds."""


class RedisRateLimits:
    """Count `RateLimits` over all processes of one Redis, by the generic cell rate algorithm.

    One number for each key, in one step: the time at which the key's whole allowance is back. An
    event moves it on by `per_s / limit` and is refused if that takes it further than `per_s` ahead.
    Events that come at once are counted in one step, each by itself.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        shards: Shards = Shards(),  # noqa: B008 - never changed
    ) -> None:
        self._shards = shards
        self._allow = redis.register_script(_ALLOW)
        self._counts = {prefix: GatheredCalls(self._count) for prefix in shards.prefixes}

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        per_us = round(per_s * 1_000_000)
        # Rounded down, so that `limit` events fit whatever it divides.
        prefix = self._shards.prefix_of(key)
        event = (f"{prefix}:limit:{key}", per_us // limit, per_us)
        too_early_us = await self._counts[prefix].of(event)
        return Allowance(allowed=not too_early_us, retry_after_s=too_early_us / 1_000_000)

    async def _count(self, events: Sequence[_Counted]) -> list[int]:
        with broker_errors():
            found: list[int] = await self._allow(
                keys=[key for key, _, _ in events],
                args=[one for _, each_us, per_us in events for one in (each_us, per_us)],
            )
        return found
