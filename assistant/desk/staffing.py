"""Who is there: what the desk needs to know of agents and customers, port by port.

`integrations/stores/redis` and `tests/support/memory/memory_desk.py` keep presence and waits, `tests/contract` holds
both to the same behaviour; the directory of agents is the shop's own (`assistant/desk/staff`). Every
method of presence and waits may raise `BrokerUnavailableError`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.handoff.agent_routing import Availability
from assistant.conversation.people import Agent


class Agents(Protocol):
    """The shop's people, of whom presence says who is there."""

    async def agents(self) -> Sequence[Agent]:
        """Return everybody.

        Raises:
            PortError: nobody knows now.
        """
        ...


class AgentPresence(Protocol):
    """Which agents are there, as their consoles say again and again."""

    async def beat(self, agent_id: AgentId, availability: Availability, *, for_s: float) -> None:
        """Count the agent among those who are there for `for_s` from now; the last word counts."""
        ...

    async def leave(self, agent_id: AgentId) -> None: ...

    async def present(self) -> Mapping[AgentId, Availability]: ...


class CustomerPresence(Protocol):
    """When a page with the conversation was last open."""

    async def seen(self, conversation_id: ConversationId, at: datetime) -> None: ...

    async def last_seen(self, conversation_id: ConversationId) -> datetime | None:
        """Return when, aware, UTC; None: never, or too long ago to be known."""
        ...


class ReplyWaits(Protocol):
    """How long customers lately waited for a person's first reply, by team."""

    async def record(self, team: TeamId | None, wait: timedelta, *, at: datetime) -> None: ...

    async def recent(self, team: TeamId | None, *, since: datetime) -> Sequence[timedelta]:
        """Return waits that ended after `since`, at most the last 50, newest first."""
        ...
