"""Keep the presence of people.

Agents at their consoles, customers on their pages, agents who have a conversation open; and how
long the last replies took.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.handoff.agent_routing import Availability
from integrations.stores.redis.redis_client import PREFIX, broker_errors

_AGENTS = f"{PREFIX}:agents"
_AVAILABLE = f"{PREFIX}:agents:availability"
_KEPT_WAITS = 50
_SEEN_FOR = timedelta(days=7)
_WAITS_FOR = timedelta(days=1)

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

_BEAT = f"""{_NOW}
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
"""

_PRESENT = f"""{_NOW}
local found = {{}}
for _, agent in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')) do
  table.insert(found, agent)
  table.insert(found, redis.call('HGET', KEYS[2], agent))
end
return found
"""


class RedisAgentPresence:
    """Keep an `AgentPresence` by the server's clock, the only one that all processes share."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._beat = redis.register_script(_BEAT)
        self._present = redis.register_script(_PRESENT)

    async def beat(self, agent_id: AgentId, availability: Availability, *, for_s: float) -> None:
        args = [agent_id, availability.value, round(for_s * 1000)]
        with broker_errors():
            await self._beat(keys=[_AGENTS, _AVAILABLE], args=args)

    async def leave(self, agent_id: AgentId) -> None:
        with broker_errors():
            await self._redis.zrem(_AGENTS, agent_id)

    async def present(self) -> Mapping[AgentId, Availability]:
        with broker_errors():
            found: list[bytes] = await self._present(keys=[_AGENTS, _AVAILABLE])
        words = [one.decode() for one in found]
        pairs = zip(words[::2], words[1::2], strict=True)
        return {AgentId(agent): Availability(how) for agent, how in pairs}


class RedisCustomerPresence:
    """Keep a `CustomerPresence`; a Redis that loses its memory has seen nobody."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def seen(self, conversation_id: ConversationId, at: datetime) -> None:
        with broker_errors():
            await self._redis.set(_seen(conversation_id), at.timestamp(), ex=_SEEN_FOR)

    async def last_seen(self, conversation_id: ConversationId) -> datetime | None:
        with broker_errors():
            found = await self._redis.get(_seen(conversation_id))
        return None if found is None else datetime.fromtimestamp(float(found), UTC)


class RedisReplyWaits:
    """Keep `ReplyWaits` as one short list a team."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def record(self, team: TeamId | None, wait: timedelta, *, at: datetime) -> None:
        key = _waits(team)
        with broker_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.lpush(key, f"{at.timestamp()} {wait.total_seconds()}")
                pipe.ltrim(key, 0, _KEPT_WAITS - 1)
                pipe.expire(key, _WAITS_FOR)
                await pipe.execute()

    async def recent(self, team: TeamId | None, *, since: datetime) -> Sequence[timedelta]:
        with broker_errors():
            found = await self._redis.lrange(_waits(team), 0, -1)
        kept = (tuple(map(float, one.split())) for one in found)
        return [timedelta(seconds=wait) for at, wait in kept if at > since.timestamp()]


def _seen(conversation_id: ConversationId) -> str:
    return f"{PREFIX}:seen:{conversation_id}"


def _waits(team: TeamId | None) -> str:
    return f"{PREFIX}:waits:{team or ''}"


_LOOK = f"""{_NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[3] == '1' then
  redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
end
"""

_OF = f"""{_NOW}
return {{redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf'),
         redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. now, '+inf')}}
"""


class RedisViewers:
    """Keep a `Viewers` by the server's clock, the only one that all processes share."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._look = redis.register_script(_LOOK)
        self._of = redis.register_script(_OF)

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        arguments: list[str | int] = [agent_id, round(for_s * 1000), int(typing)]
        with broker_errors():
            await self._look(keys=_keys(conversation_id), args=arguments)

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None:
        with broker_errors():
            for key in _keys(conversation_id):
                await self._redis.zrem(key, agent_id)

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        with broker_errors():
            looking, typing = await self._of(keys=_keys(conversation_id), args=[])
        return {AgentId(one.decode()): one in typing for one in looking}


def _keys(conversation_id: ConversationId) -> list[str]:
    return [f"{PREFIX}:{what}:{conversation_id}" for what in ("viewers", "writers")]
