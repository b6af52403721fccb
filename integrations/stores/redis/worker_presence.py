"""Keep the presence of workers, and give the work of a process that ended to the others at once.

The parent of a process knows that it ended: nobody need wait until its work has been idle for so
long that others think it dead.
"""

from redis.asyncio import Redis

from integrations.stores.redis.believed_names import BelievedNames
from integrations.stores.redis.leases import lease_key
from integrations.stores.redis.redis_client import PREFIX, broker_errors
from integrations.stores.redis.shards import Shards
from integrations.stores.redis.work_queue import WORKERS
from integrations.stores.redis.work_stream import GROUP, stream_key


class RedisPresence:
    """Keep a `Presence` by the server's clock; `key` is of the set of its names."""

    def __init__(self, redis: Redis, key: str = WORKERS) -> None:
        self._names = BelievedNames(redis)
        self._key = key

    async def beat(self, worker: str, *, for_s: float) -> None:
        await self._names.believe(worker, for_s=for_s, among=[self._key])

    async def leave(self, worker: str) -> None:
        await self._names.forget(worker, among=[self._key])

    async def alive(self) -> frozenset[str]:
        [alive] = await self._names.names(self._key)
        return frozenset(alive)


PROJECTORS = f"{PREFIX}:projectors"
"""Key of the processes that take in the log together."""

_AT_ONCE = 100

_FREE = """
local function free(key, holder)
  local token = redis.call('HGET', key, 'token')
  if token and string.sub(token, 1, #holder + 1) == holder .. ':' then redis.call('DEL', key) end
end
"""

_LEAVE = f"""{_FREE}
redis.call('ZREM', KEYS[1], ARGV[1])
free(KEYS[2], ARGV[1])
"""

_RELEASE = f"""{_FREE}
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', ARGV[3], ARGV[2])
if pending.err then return 0 end
for _, p in ipairs(pending) do
  local entry = redis.call('XRANGE', KEYS[1], p[1], p[1])
  if #entry == 1 then
    local fields = entry[1][2]
    free(ARGV[4] .. 'turn:' .. fields[2], ARGV[2])
    redis.call('XADD', KEYS[1], '*', 'conversation', fields[2],
      'deliveries', p[4] + (fields[4] or 0), 'trace', fields[6] or '')
  end
  redis.call('XACK', KEYS[1], ARGV[1], p[1])
  redis.call('XDEL', KEYS[1], p[1])
end
if #pending < tonumber(ARGV[3]) then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
end
return #pending
"""
"""Free the leases first: who takes the work must find them free. The names of leases are those
of `assistant.messages.worker` and `assistant.messages.sweep`; a lease that another process holds
stays. Without a stream or its group, `XPENDING` fails, and nobody has anything in hand."""


async def release(redis: Redis, name: str, *, shards: Shards) -> int:
    """Put back the work of the process `name`, free its leases, count it among the dead.

    It must have ended. Work that it was given keeps its count of deliveries, so that what ends
    every worker is given up in time. Returns how many pieces were put back.

    Raises:
        BrokerUnavailableError: Redis does not answer.
    """
    leave = redis.register_script(_LEAVE)
    with broker_errors():
        await leave(keys=[WORKERS, lease_key(PREFIX, "sweep")], args=[name])
    return sum([await _release(redis, name, prefix) for prefix in shards.prefixes])


async def _release(redis: Redis, name: str, prefix: str) -> int:
    """Put back the work of one shard."""
    script, released = redis.register_script(_RELEASE), 0
    args: list[str | int] = [GROUP, name, _AT_ONCE, lease_key(prefix, "")]
    with broker_errors():
        while True:
            found: int = await script(keys=[stream_key(prefix)], args=args)
            released += found
            if found < _AT_ONCE:
                return released
