"""How agents keep conversations in order: labels, and what belongs together. Pure."""

from collections.abc import Sequence
from datetime import datetime

from assistant.conversation.conversation import Conversation, Status
from assistant.conversation.events import ConversationMerged, LabelsChanged, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.moves import Decided, Denial, Denied, Move, waiting
from assistant.staff.types import Agent


def labels(events: Sequence[StoredEvent]) -> tuple[str, ...]:
    """Return the labels that a conversation has, in alphabetical order."""
    found = set[str]()
    for stored in events:
        if isinstance(stored.event, LabelsChanged):
            found = (found | set(stored.event.added)) - set(stored.event.removed)
    return tuple(sorted(found))


def label(agent: Agent, wanted: frozenset[str], *, had: Sequence[StoredEvent]) -> Move:
    """Give a conversation the labels `wanted`, and no others of those it `had`."""
    now = frozenset(labels(had))

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if wanted == now:
            return ()
        changed = LabelsChanged(
            conversation_id=conversation.conversation_id,
            at=at,
            added=tuple(sorted(wanted - now)),
            removed=tuple(sorted(now - wanted)),
            by=agent.agent_id,
        )
        return (changed,)

    return decide


def merge(agent: Agent, into: ConversationId) -> Move:
    """Go on in another conversation of the same person, and resolve this one."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if into == conversation.conversation_id or conversation.status is Status.RESOLVED:
            return Denied(why=Denial.NOT_OPEN)
        merged = ConversationMerged(
            conversation_id=conversation.conversation_id,
            at=at,
            into=into,
            by=agent.agent_id,
            answers=waiting(conversation),
        )
        return (merged,)

    return decide
