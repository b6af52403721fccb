"""Events of people's handling, each said in a few words."""

from dataclasses import replace
from datetime import datetime

from assistant.conversation.events import (
    Author,
    ConversationAssigned,
    ConversationClaimed,
    ConversationMerged,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplySuggested,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from tests.support.seeds.conversation_events import LATER, NOON, replied

C1 = ConversationId("c1")


def ids(*messages: str) -> tuple[MessageId, ...]:
    return tuple(MessageId(one) for one in messages)


def handed_off(
    *messages: str, reason: Reason = Reason.ASKED_FOR_PERSON, at: datetime = NOON
) -> HandoffRequested:
    return HandoffRequested(conversation_id=C1, at=at, reason=reason, messages=ids(*messages))


def assigned(
    agent: str | None, *, accept_by: datetime | None = None, at: datetime = NOON
) -> ConversationAssigned:
    agent_id = AgentId(agent) if agent else None
    return ConversationAssigned(conversation_id=C1, at=at, agent_id=agent_id, accept_by=accept_by)


def claimed(agent: str, at: datetime = NOON) -> ConversationClaimed:
    return ConversationClaimed(
        conversation_id=C1, at=at, agent_id=AgentId(agent), agent_name=agent.title()
    )


def released(*answers: str, at: datetime = NOON) -> ConversationReleased:
    return ConversationReleased(conversation_id=C1, at=at, answers=ids(*answers))


def snoozed(until: datetime = LATER) -> ConversationSnoozed:
    return ConversationSnoozed(conversation_id=C1, at=NOON, until=until)


def resolved(*answers: str, at: datetime = NOON) -> ConversationResolved:
    return ConversationResolved(conversation_id=C1, at=at, answers=ids(*answers))


def reopened(agent: str | None = None) -> ConversationReopened:
    return ConversationReopened(conversation_id=C1, at=NOON, by=AgentId(agent) if agent else None)


def merged(into: str, *answers: str) -> ConversationMerged:
    return ConversationMerged(
        conversation_id=C1, at=NOON, into=ConversationId(into), answers=ids(*answers)
    )


def agent_replied(message: str, *answers: str, agent: str = "anna") -> ReplyWritten:
    return replace(
        replied(message, *answers),
        author=Author.AGENT,
        kind=ReplyKind.WRITTEN,
        agent_id=AgentId(agent),
        agent_name=agent.title(),
    )


def suggested(suggestion: str, *answers: str) -> ReplySuggested:
    return ReplySuggested(
        conversation_id=C1,
        at=NOON,
        suggestion_id=MessageId(suggestion),
        kind=ReplyKind.ANSWERED,
        text="Vous avez 30 jours.",
        language="fr",
        answers=ids(*answers),
        rule="topic_returns",
    )
