"""Who is there, in memory: for tests and for one process."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.handoff.agent_routing import Availability

KEPT_WAITS = 50


class MemoryAgentPresence:
    """An `AgentPresence` within one process."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._there: dict[AgentId, tuple[Availability, float]] = {}

    async def beat(self, agent_id: AgentId, availability: Availability, *, for_s: float) -> None:
        self._there[agent_id] = (availability, self._now() + for_s)

    async def leave(self, agent_id: AgentId) -> None:
        self._there.pop(agent_id, None)

    async def present(self) -> Mapping[AgentId, Availability]:
        now = self._now()
        return {one: how for one, (how, until) in self._there.items() if now < until}


class MemoryCustomerPresence:
    """A `CustomerPresence` within one process."""

    def __init__(self) -> None:
        self._seen: dict[ConversationId, datetime] = {}

    async def seen(self, conversation_id: ConversationId, at: datetime) -> None:
        self._seen[conversation_id] = at

    async def last_seen(self, conversation_id: ConversationId) -> datetime | None:
        return self._seen.get(conversation_id)


class MemoryReplyWaits:
    """`ReplyWaits` within one process."""

    def __init__(self) -> None:
        self._waits: defaultdict[TeamId | None, deque[tuple[datetime, timedelta]]] = defaultdict(
            lambda: deque(maxlen=KEPT_WAITS)
        )

    async def record(self, team: TeamId | None, wait: timedelta, *, at: datetime) -> None:
        self._waits[team].appendleft((at, wait))

    async def recent(self, team: TeamId | None, *, since: datetime) -> Sequence[timedelta]:
        return [wait for at, wait in self._waits[team] if at > since]
