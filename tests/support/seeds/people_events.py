"""Make events of what people do with conversations and orders, each said in a few words."""

from dataclasses import replace
from datetime import datetime

from assistant.conversation.events import (
    Author,
    ContactAddressGiven,
    ConversationAssigned,
    ConversationClaimed,
    ConversationEvent,
    ConversationMerged,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    HandoffRequested,
    IdentityProven,
    LabelsChanged,
    NoteWritten,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
    Reason,
    ReplyKind,
    ReplySuggested,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
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


def of(conversation: str, event: ConversationEvent) -> ConversationEvent:
    """Return the same event of another conversation."""
    return replace(event, conversation_id=ConversationId(conversation))


def labelled(conversation: str, *added: str, removed: tuple[str, ...] = ()) -> LabelsChanged:
    return LabelsChanged(
        conversation_id=ConversationId(conversation), at=NOON, added=added, removed=removed
    )


def noted(conversation: str, note: str, text: str, *mentions: str) -> NoteWritten:
    return NoteWritten(
        conversation_id=ConversationId(conversation),
        at=NOON,
        note_id=MessageId(note),
        by=AgentId("anna"),
        text=text,
        mentions=tuple(AgentId(one) for one in mentions),
    )


def proven(conversation: str, customer: str, at: datetime = NOON) -> IdentityProven:
    return IdentityProven(
        conversation_id=ConversationId(conversation),
        at=at,
        customer_id=CustomerId(customer),
        method="code",
    )


def addressed(conversation: str, email: str) -> ContactAddressGiven:
    return ContactAddressGiven(conversation_id=ConversationId(conversation), at=NOON, email=email)


def ordered(
    proposal_id: str, *, agent: str = "anna", role: str = "lead", at: datetime = NOON
) -> tuple[ConversationEvent, ...]:
    return (
        OperationProposed(
            conversation_id=C1,
            at=at,
            proposal_id=proposal_id,
            operation="cancel_order",
            parameters='{"order_number": "#1001", "reason": "no_longer_needed"}',
            fingerprint="f",
            customer_id=CustomerId("lea"),
        ),
        OperationOrdered(
            conversation_id=C1,
            at=at,
            proposal_id=proposal_id,
            by=AgentId(agent),
            role=role,
            told="phone",
            reason="Léa called: she ordered it twice",
            name=agent.title(),
        ),
    )


def done(proposal_id: str) -> OperationDone:
    return OperationDone(
        conversation_id=C1,
        at=NOON,
        proposal_id=proposal_id,
        operation="cancel_order",
        reference="C-1",
    )


def not_done(proposal_id: str) -> OperationDropped:
    return OperationDropped(conversation_id=C1, at=NOON, proposal_id=proposal_id, rule="outdated")
