"""What the console needs beside the desk: who looks at what, and a way to say who writes."""

from collections.abc import Mapping
from typing import Protocol

from assistant.conversation.event_base import Author
from assistant.conversation.ids import AgentId, ConversationId


class Viewers(Protocol):
    """Which agents have a conversation open, and who of them is writing, over all processes.

    Carries, does not remember: who does not say so again in time is gone. Every method may raise
    `BrokerUnavailableError`.
    """

    async def look(
        self, conversation_id: ConversationId, agent_id: AgentId, *, typing: bool, for_s: float
    ) -> None:
        """Count the agent among those who look, for `for_s` from now."""
        ...

    async def leave(self, conversation_id: ConversationId, agent_id: AgentId) -> None: ...

    async def of(self, conversation_id: ConversationId) -> Mapping[AgentId, bool]:
        """Return who looks, and whether they are writing."""
        ...


class Typing(Protocol):
    """Tells a customer's page that somebody writes."""

    async def show_typing(
        self, conversation_id: ConversationId, author: Author, *, active: bool, name: str
    ) -> None:
        """Say that `author`, whom customers know as `name`, begins or ends to write."""
        ...
