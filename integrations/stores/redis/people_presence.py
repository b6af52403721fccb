"""Keep the presence of people.

Agents at their consoles, customers on their pages and when they last typed, agents who have a
conversation open; and how long the last replies took.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.handoff.agent_routing import Availability
from assistant.kit.calls.gathered_calls import GatheredCalls
from integrations.stores.redis.believed_names import BelievedNames
from integrations.stores.redis.redis_client import PREFIX, broker_errors

_AGENTS = f"{PREFIX}:agents"
_AVAILABLE = f"{PREFIX}:agents:availability"
_KEPT_WAITS = 50
_SEEN_FOR = timedelta(days=7)
_TYPED_FOR = timedelta(seconds=15)
_WAITS_FOR = timedelta(days=1)


class RedisAgentPresence:
    """Keep an `AgentPresence` by the server's clock."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._names = BelievedNames(redis)

    async def beat(self, agent_id: AgentId, availability: Availability, *, for_s: float) -> None:
        with broker_errors():
            await self._redis.hset(_AVAILABLE, agent_id, availability.value)
        await self._names.believe(agent_id, for_s=for_s, among=[_AGENTS])

    async def leave(self, agent_id: AgentId) -> None:
        await self._names.forget(agent_id, among=[_AGENTS])

    async def present(self) -> Mapping[AgentId, Availability]:
        [agents] = await self._names.names(_AGENTS)
        if not agents:
            return {}
        with broker_errors():
            found: list[Any] = await self._redis.hmget(_AVAILABLE, agents)
        each = zip(agents, found, strict=True)
        return {AgentId(agent): Availability(how.decode()) for agent, how in each if how}


_NOTE = """
for place, key in ipairs(KEYS) do redis.call('SET', key, ARGV[place + 1], 'EX', ARGV[1]) end
"""


class RedisCustomerPresence:
    """Keep a `CustomerPresence`; a Redis that loses its memory has seen nobody.

    All pages of a process say again and again that they are open: what comes at once goes in one
    step.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._note = redis.register_script(_NOTE)
        self._notes = GatheredCalls(self._note_all)

    async def seen(self, conversation_id: ConversationId, at: datetime) -> None:
        await self._notes.of((_seen(conversation_id), at.timestamp()))

    async def _note_all(self, seen: Sequence[tuple[str, float]]) -> list[None]:
        with broker_errors():
            await self._note(
                keys=[key for key, _ in seen],
                args=[round(_SEEN_FOR.total_seconds()), *(at for _, at in seen)],
            )
        return [None] * len(seen)

    async def last_seen(self, conversation_id: ConversationId) -> datetime | None:
        with broker_errors():
            return _moment(await self._redis.get(_seen(conversation_id)))


class RedisCustomerTyping:
    """Keep a `CustomerTyping`: one moment a conversation, which expires."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def note(self, conversation_id: ConversationId, at: datetime) -> None:
        with broker_errors():
            await self._redis.set(_typed(conversation_id), at.timestamp(), ex=_TYPED_FOR)

    async def last(self, conversation_id: ConversationId) -> datetime | None:
        with broker_errors():
            return _moment(await self._redis.get(_typed(conversation_id)))


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


def _typed(conversation_id: ConversationId) -> str:
    return f"{PREFIX}:typed:{conversation_id}"


def _moment(found: bytes | str | None) -> datetime | None:
    return None if found is None else datetime.fromtimestamp(float(found), UTC)


def _waits(team: TeamId | None) -> str:
    return f"{PREFIX}:waits:{team or ''}"


class RedisViewers:
    """Keep a `Viewers` by the server's clock."""

    def __init__(self, redis: Redis) -> None:
        self._names = BelievedNames(redis)

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        viewers, writers = _keys(conversation_id)
        among, not_among = ([viewers, writers], []) if typing else ([viewers], [writers])
        await self._names.believe(agent_id, for_s=for_s, among=among, not_among=not_among)

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None:
        await self._names.forget(agent_id, among=_keys(conversation_id))

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        looking, typing = await self._names.names(*_keys(conversation_id))
        return {AgentId(one): one in typing for one in looking}


def _keys(conversation_id: ConversationId) -> list[str]:
    return [f"{PREFIX}:{what}:{conversation_id}" for what in ("viewers", "writers")]
