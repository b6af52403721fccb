"""Define the ports of the console beside the desk: viewers of conversations, and typing."""

from collections.abc import Mapping
from typing import Protocol

from assistant.conversation.event_base import Author
from assistant.conversation.ids import AgentId, ConversationId


class Viewers(Protocol):
    """Share the viewers of conversations over all processes: agents who have one open, or write.

    Carries, does not remember: who does not say so again in time is gone. Every method may raise
    `BrokerUnavailableError`.
    """

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        """Count the agent among the viewers, for `for_s` from now."""
        ...

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None: ...

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        """Return the viewers, and whether each is writing."""
        ...


class Typing(Protocol):
    """Tell a customer's page that somebody writes."""

    async def show_typing(
        self, conversation_id: ConversationId, author: Author, *, active: bool, name: str
    ) -> None:
        """Tell that `author`, known to customers as `name`, begins or ends to write."""
        ...
