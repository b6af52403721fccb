"""What is left of an event once the person in it is erased: that it happened, when, by which rule.

Counts stay true and nobody is in them. What the shop itself wrote (a quote of its pages, a
product's card) names nobody and stays. Pure.
"""

from dataclasses import replace
from typing import assert_never

from assistant.conversation.dealings import Dealing
from assistant.conversation.events import (
    ApprovalDecided,
    CodeSent,
    ContactAddressGiven,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    DialogueMoved,
    IdentityProven,
    LabelsChanged,
    ModelUsed,
    NoteWritten,
    OperationDone,
    OperationProposed,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplySuggested,
    ReplyWritten,
    SatisfactionRated,
    SentenceJudged,
    SuggestionDecided,
    TurnTaken,
)
from assistant.conversation.handling import Handling
from assistant.conversation.ids import ContactId, CustomerId

ERASED = "erased"
"""Stands where an id has to stand; words become empty."""


def redact(event: ConversationEvent) -> ConversationEvent:  # noqa: PLR0911  # one line a case
    """Return the event without anything that says who the customer is, or what they said."""
    match event:
        case ConversationStarted():
            return replace(event, contact_id=ContactId(ERASED), token_sha256="", page_url="")
        case CustomerWrote():
            return replace(event, text="")
        case ReplyWritten():
            return replace(event, text="", topic="", quick_replies=(), attachments=())
        case SentenceJudged():
            return replace(event, text="")
        case TurnTaken() | ModelUsed() | ReplyDelivered() | ReplyRejected() | ReplyRated():
            return event
        case _ if isinstance(event, Dealing):
            return _dealing(event)
        case _ if isinstance(event, Handling):
            return _handling(event)
        case _:
            assert_never(event)


def _dealing(event: Dealing) -> Dealing:
    match event:
        case IdentityProven():
            return replace(event, customer_id=CustomerId(ERASED), proof_id="")
        case CodeSent():
            return replace(event, email=ERASED)
        case OperationProposed():
            return replace(event, parameters="{}", fingerprint="", customer_id=CustomerId(ERASED))
        case OperationDone():
            return replace(event, reference="")
        case DialogueMoved():
            return replace(event, state="", about="")
        case _:
            return event


def _handling(event: Handling) -> Handling:  # noqa: PLR0911  # one line a case
    match event:
        case ContactAddressGiven():
            return replace(event, email=ERASED)
        case NoteWritten():
            return replace(event, text="")
        case LabelsChanged():
            return replace(event, added=(), removed=())
        case SatisfactionRated():
            return replace(event, comment="")
        case ReplySuggested():
            return replace(event, text="", topic="", quick_replies=())
        case SuggestionDecided() | ApprovalDecided():
            return replace(event, note="")
        case _:
            return event
