"""Tell agents at once of an offer, of a wait that is too long, and of a customer who is writing.

A nudge carries no words of anybody's. It may be lost: the lists and the log say the same.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import orjson
import structlog

from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.desk.handoff.deadlines import DeadlineKind
from assistant.ports import BrokerUnavailableError, Fanout


def customer_typing_topic(conversation_id: ConversationId) -> ConversationId:
    """Return the topic under which `Fanout` tells that a customer is writing, while they write."""
    return ConversationId(f"desk:{conversation_id}")


NUDGES_TOPIC = ConversationId("desk:nudges")
"""Where consoles listen; no conversation has an id with a colon."""

log = structlog.get_logger(__name__)


class NudgeKind(StrEnum):
    """Name the subject of a nudge."""

    ASKED = "asked"  # the agent is to take it
    WARNING = "warning"  # its deadline is near
    BREACHED = "breached"  # its deadline has passed
    WOKE = "woke"  # it was put away until now


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """Hold a nudge to one agent or, without an agent, to all of a team."""

    kind: NudgeKind
    conversation_id: ConversationId
    at: datetime  # aware, UTC
    agent_id: AgentId | None = None
    team: TeamId | None = None  # None, without an agent: to everybody
    deadline: DeadlineKind | None = None
    due_at: datetime | None = None  # aware, UTC; by when it is to be accepted or answered

    def encode(self) -> bytes:
        """Return the nudge as JSON in one line."""
        return orjson.dumps(asdict(self))


class Nudges(Protocol):
    """Tell agents of nudges."""

    async def give(self, nudge: Nudge) -> None:
        """Tell a nudge to the consoles that are open; never fails."""
        ...


@dataclass(frozen=True, slots=True)
class FanoutNudges:
    """Send nudges to every open console, in every process."""

    fanout: Fanout

    async def give(self, nudge: Nudge) -> None:
        try:
            await self.fanout.publish(NUDGES_TOPIC, nudge.encode())
        except BrokerUnavailableError:
            log.warning("nudge.lost", kind=nudge.kind)
