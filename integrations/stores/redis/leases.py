"""Keep leases as hashes that expire, with the holder and whether another process asked for it."""

from uuid import uuid4

from redis.asyncio import Redis

from assistant.ports import Lease, LeaseState
from integrations.stores.redis.redis_client import PREFIX, broker_errors
from integrations.stores.redis.shards import Shards

_TURN = "turn:"
"""Begins the name of a conversation's lease, as `assistant.messages.worker` has it."""

_ACQUIRE = """
local token = redis.call('HGET', KEYS[1], 'token')
if token and token ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'wanted', '1')
  return 0
end
redis.call('HSET', KEYS[1], 'token', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
"""Its own token counts as free, because a client may send a command twice."""

_LOOK = """
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 'lost' end
local state = redis.call('HDEL', KEYS[1], 'wanted') == 1 and 'wanted' or 'held'
if ARGV[2] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return state
"""
"""Renew with a time, release without."""


class RedisLeases:
    """Keep `Leases` over all processes of one Redis; `holder` is the name of this process."""

    def __init__(
        self,
        redis: Redis,
        *,
        holder: str,
        shards: Shards = Shards(),  # noqa: B008 - never changed
    ) -> None:
        self._holder = holder
        self._shards = shards
        self._acquire = redis.register_script(_ACQUIRE)
        self._look = redis.register_script(_LOOK)

    async def acquire(self, name: str, *, for_s: float) -> Lease | None:
        lease = Lease(name=name, token=f"{self._holder}:{uuid4().hex}")
        with broker_errors():
            taken = await self._acquire(keys=[self._key(name)], args=[lease.token, _ms(for_s)])
        return lease if taken else None

    async def renew(self, lease: Lease, *, for_s: float) -> LeaseState:
        with broker_errors():
            state = await self._look(keys=[self._key(lease.name)], args=[lease.token, _ms(for_s)])
        return LeaseState(state.decode())

    async def release(self, lease: Lease) -> LeaseState:
        with broker_errors():
            state = await self._look(keys=[self._key(lease.name)], args=[lease.token])
        return LeaseState(state.decode())

    def _key(self, name: str) -> str:
        """Return the key of a lease; a conversation's is with its work."""
        conversation = name.removeprefix(_TURN)
        prefix = PREFIX if conversation == name else self._shards.prefix_of(conversation)
        return lease_key(prefix, name)


def lease_key(prefix: str, name: str) -> str:
    """Return the key of the lease `name`, in the shard whose keys begin with `prefix`."""
    return f"{prefix}:lease:{name}"


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))
