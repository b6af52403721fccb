"""Who has a conversation open: two sorted sets of agents by the time until which it is believed."""

from collections.abc import Mapping

from redis.asyncio import Redis

from assistant.conversation.ids import AgentId, ConversationId
from integrations.stores.redis.redis_client import PREFIX, broker_errors

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

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
    """A `Viewers` by the server's clock, the only one that all processes share."""

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
