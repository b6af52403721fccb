"""Hold the fields of every event, and the words that events are told in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation.ids import ConversationId


class Author(StrEnum):
    """Name the possible authors of a message."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class ReplyKind(StrEnum):
    """Name the kinds of reply, for the customer and for counting."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    ASKED = "asked"
    HANDED_OFF = "handed_off"
    REFUSED = "refused"
    SMALL_TALK = "small_talk"
    DID = "did"
    WRITTEN = "written"  # by a person
    NOTICE = "notice"  # by the desk: who took over, when it opens


class Reason(StrEnum):
    """Name the reasons why the assistant did not answer, or stepped back."""

    NO_EVIDENCE = "no_evidence"
    CONFLICTING = "conflicting"
    UNCLEAR = "unclear"
    GUARD_BLOCKED = "guard_blocked"
    UNREADABLE = "unreadable"  # empty, over-long or hidden text
    PHOTO = "photo"  # a picture came without words: the customer is asked what it shows
    ASKED_FOR_PERSON = "asked_for_person"
    ASSISTANT_FAILED = "assistant_failed"
    NO_PROGRESS = "no_progress"  # the same would have been asked a third time
    NOT_IDENTIFIED = "not_identified"  # no tries are left to prove who they are
    LOW_CONFIDENCE = "low_confidence"
    ANGER = "anger"
    INSULT = "insult"
    SAFETY = "safety"  # an injury, or something dangerous
    LEGAL_THREAT = "legal_threat"
    SELF_HARM = "self_harm"
    DISCRIMINATION = "discrimination"
    MINOR = "minor"
    CHARGEBACK = "chargeback"
    ACCOUNT_TAKEOVER = "account_takeover"
    PAYMENT_DATA = "payment_data"
    HIGH_VALUE = "high_value"
    VIP = "vip"
    OPERATION_FAILED = "operation_failed"
    HUMAN_ONLY = "human_only"  # the autonomy table leaves it to people
    NEEDS_APPROVAL = "needs_approval"  # the autonomy table has a person look at it first
    FILE = "file"  # a file was sent that only a person can look at
    REOPENED = "reopened"  # written to again, soon after a person had resolved it
    UNDELIVERED = "undelivered"  # the channel will never take the answer
    CHOSEN = "chosen"  # by a person: taken, assigned, reopened


SENSITIVE = frozenset(
    {
        Reason.SAFETY,
        Reason.LEGAL_THREAT,
        Reason.SELF_HARM,
        Reason.DISCRIMINATION,
        Reason.MINOR,
        Reason.CHARGEBACK,
        Reason.ACCOUNT_TAKEOVER,
        Reason.PAYMENT_DATA,
    }
)
"""Reasons that always go to a person; no setting of the shop switches them off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Hold the fields that every event carries."""

    conversation_id: ConversationId
    at: datetime  # aware, UTC
