"""Events that lists show and searches find, each said in a few words."""

from dataclasses import replace
from datetime import datetime

from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationEvent,
    IdentityProven,
    LabelsChanged,
    NoteWritten,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from tests.support.seeds.conversation_events import NOON


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
