"""`Viewers` in memory, for tests and for trying things out."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from assistant.conversation.ids import AgentId, ConversationId
from assistant.ports import Clock


class MemoryViewers:
    """A `Viewers` within one process, by its own clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looking: defaultdict[ConversationId, dict[AgentId, tuple[datetime, bool]]] = (
            defaultdict(dict)
        )

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        until = self._clock.now() + timedelta(seconds=for_s)
        self._looking[conversation_id][agent_id] = (until, typing)

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None:
        self._looking[conversation_id].pop(agent_id, None)

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        now = self._clock.now()
        looking = self._looking.get(conversation_id, {})
        return {agent: typing for agent, (until, typing) in looking.items() if until > now}
