"""Limit uses over all processes of one Redis: once only, or so many times in a period."""

from redis.asyncio import Redis

from assistant.ports import Allowance
from integrations.stores.redis.redis_client import PREFIX, broker_errors

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
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + ARGV[1]
local too_early = full_at - now - ARGV[2]
if too_early > 0 then return too_early end
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil(ARGV[2] / 1000))
return 0
"""
"""In microseconds, by the server's clock; returns for how long the event is too early."""


class RedisRateLimits:
    """Count `RateLimits` over all processes of one Redis, by the generic cell rate algorithm.

    One number for each key, in one step: the time at which the key's whole allowance is back. An
    event moves it on by `per_s / limit` and is refused if that takes it further than `per_s` ahead.
    """

    def __init__(self, redis: Redis) -> None:
        self._allow = redis.register_script(_ALLOW)

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        per_us = round(per_s * 1_000_000)
        with broker_errors():
            too_early_us = await self._allow(
                keys=[f"{PREFIX}:limit:{key}"],
                # Rounded down, so that `limit` events fit whatever it divides.
                args=[per_us // limit, per_us],
            )
        return Allowance(allowed=not too_early_us, retry_after_s=too_early_us / 1_000_000)
