"""Redact an event once the person in it is erased; that it happened, when and by which rule stays.

Counts stay true and nobody is in them. The shop's own words (a quote of its pages, a product's
card) name nobody and stay. Pure.
"""

import json
from dataclasses import replace
from typing import assert_never

from assistant.conversation.dealings import DealingEvent
from assistant.conversation.events import (
    ApprovalDecided,
    AttachmentReceived,
    BasketChanged,
    CodeSent,
    ContactAddressGiven,
    ConversationEvent,
    ConversationStarted,
    CopilotUsed,
    CustomerReacted,
    CustomerReferred,
    CustomerWrote,
    DialogueMoved,
    EventUnread,
    ExperimentExposed,
    HandoffSummarised,
    IdentityProven,
    LabelsChanged,
    MessageEdited,
    ModelUsed,
    NoteWritten,
    OfferMade,
    OperationDone,
    OperationOrdered,
    OperationProposed,
    PhotoDescribed,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplySuggested,
    ReplyWritten,
    SatisfactionRated,
    SentenceJudged,
    SuggestionDecided,
    ToolCalled,
    TurnTaken,
)
from assistant.conversation.ids import ContactId, CustomerId
from assistant.conversation.message import Attachment, Referral
from assistant.conversation.ownership_events import (
    ApprovalRequested,
    AskedException,
    OwnershipEvent,
)
from assistant.conversation.reach_events import ReachEvent

ERASED = "erased"
"""Takes the place of an id that may not be empty; words become empty."""


def redact(event: ConversationEvent) -> ConversationEvent:  # noqa: C901, PLR0911, PLR0912  # one line a case
    """Return the event without the customer's identity and words."""
    match event:
        case ConversationStarted():
            return replace(
                event, contact_id=ContactId(ERASED), token_sha256="", page_url="", contact_name=""
            )
        case CustomerWrote():
            return _message(event)
        case ReplyWritten():
            return replace(
                event,
                text="",
                topic="",
                quick_replies=(),
                attachments=(),
                template=None,
                search=None,
            )
        case EventUnread():
            return _unread(event)
        case SentenceJudged():
            return replace(event, text="", mended="")
        case ToolCalled():
            return replace(event, arguments="", facts=(), note="")
        case HandoffSummarised():
            return replace(event, summary=(), question="")
        case PhotoDescribed():
            return replace(event, attachment_id="", text="")
        case _ if isinstance(event, ReachEvent):
            return _reaching(event)
        case ReplyDelivered():
            return replace(event, provider_message_id="")
        case (
            TurnTaken()
            | ModelUsed()
            | CopilotUsed()
            | ReplyRejected()
            | ReplyRated()
            | ExperimentExposed()
            | OfferMade()
        ):
            return event
        case _ if isinstance(event, DealingEvent):
            return _dealing(event)
        case _ if isinstance(event, OwnershipEvent):
            return _handling(event)
        case _:
            assert_never(event)


def _unread(event: EventUnread) -> EventUnread:
    """Return an unreadable event with its type and time: any other field may hold words."""
    kept = {
        "type": event.written_type,
        "conversation_id": event.conversation_id,
        "at": event.at.isoformat(),
    }
    return replace(event, payload=json.dumps(kept), message_id=None, answers=())


def _message(event: CustomerWrote) -> CustomerWrote:
    """Return a message with nothing left but its kind and its time."""
    return CustomerWrote(
        conversation_id=event.conversation_id,
        at=event.at,
        message_id=event.message_id,
        text="",
        kind=event.kind,
    )


def _reaching(event: ReachEvent) -> ReachEvent:
    match event:
        case CustomerReacted():
            return replace(event, emoji="")
        case CustomerReferred():
            return replace(event, referral=Referral(source=event.referral.source))
        case MessageEdited():
            return replace(event, text="")
        case AttachmentReceived():
            gone = Attachment(attachment_id="", name="", media_type="", size=0)
            return replace(event, attachment=gone)
        case _:
            return event


def _dealing(event: DealingEvent) -> DealingEvent:  # noqa: PLR0911  # one line a case
    match event:
        case IdentityProven():
            return replace(event, customer_id=CustomerId(ERASED), proof_id="")
        case CodeSent():
            return replace(event, email=ERASED)
        case OperationProposed():
            return replace(event, parameters="{}", fingerprint="", customer_id=CustomerId(ERASED))
        case OperationDone():
            return replace(event, reference="")
        case OperationOrdered():
            return replace(event, reason="")
        case DialogueMoved():
            return replace(event, state="", about="")
        case BasketChanged():
            return replace(event, lines=(), shop_basket="")
        case _:
            return event


def _handling(event: OwnershipEvent) -> OwnershipEvent:  # noqa: PLR0911  # one line a case
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
            return replace(event, text="", topic="", quick_replies=(), search=None)
        case ApprovalRequested(asked=AskedException() as asked):
            emptied = replace(
                asked,
                reason="",
                read_back="",
                parameters="{}",
                fingerprint="",
                customer_id=CustomerId(ERASED),
            )
            return replace(event, asked=emptied)
        case SuggestionDecided() | ApprovalDecided():
            return replace(event, note="")
        case _:
            return event
