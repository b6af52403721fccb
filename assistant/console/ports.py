"""What the console needs beside the desk: who its people are, and who looks at what."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from assistant.conversation.event import Author
from assistant.conversation.ids import AgentId, ConversationId
from assistant.staff.types import Agent


class People(Protocol):
    """The shop's people."""

    async def everyone(self) -> Sequence[Agent]:
        """Return all who may sign in, and those who may no longer."""
        ...


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
        self, conversation_id: ConversationId, author: Author, *, active: bool
    ) -> None: ...
