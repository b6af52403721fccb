"""Record a channel's reports beside messages: how far replies came, which messages changed.

Events of channels on which a message can be reacted to, edited, taken back, delivered and read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.consents import Consent, ConsentStage, ContactPurpose
from assistant.conversation.event_base import Event
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Attachment, DeliveryStatus, Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReacted(Event):
    """Record that the customer put an emoji on a message, another in its place, or took it away."""

    type: Literal["customer_reacted"] = "customer_reacted"
    message_id: MessageId
    emoji: str  # "": taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    """Record that the customer changed a message of theirs."""

    type: Literal["message_edited"] = "message_edited"
    message_id: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRevoked(Event):
    """Record that the customer took a message back: it needs no answer."""

    type: Literal["message_revoked"] = "message_revoked"
    message_id: MessageId

    @property
    def answers(self) -> tuple[MessageId, ...]:
        """Return the revoked message, which needs no answer any more."""
        return (self.message_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReferred(Event):
    """Record that the customer came back by an advertisement or link, and has not written yet."""

    type: Literal["customer_referred"] = "customer_referred"
    referral: Referral
    came_at: datetime  # by the channel's clock; aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentReceived(Event):
    """Record that a file of the customer was fetched, examined and kept."""

    type: Literal["attachment_received"] = "attachment_received"
    message_id: MessageId
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRefused(Event):
    """Record that a file of the customer is not kept."""

    type: Literal["attachment_refused"] = "attachment_refused"
    message_id: MessageId
    reason: str  # `infected`, `unknown_type`, `too_large`, `gone` ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyStatusReported(Event):
    """Record the channel's report of how far a reply came; only a new status is stored."""

    type: Literal["reply_status_reported"] = "reply_status_reported"
    message_id: MessageId
    status: DeliveryStatus
    code: str = ""  # of the channel, of a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOptedOut(Event):
    """Record that the customer wants no message that they did not ask for."""

    type: Literal["contact_opted_out"] = "contact_opted_out"
    message_id: MessageId | None = None  # that said so; None: told by the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOptedIn(Event):
    """Record that the customer takes their opting-out back."""

    type: Literal["contact_opted_in"] = "contact_opted_in"
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged(Event):
    """Record that the customer gave, confirmed or withdrew a consent to be written to first."""

    type: Literal["consent_changed"] = "consent_changed"
    purpose: ContactPurpose
    stage: ConsentStage
    source: str  # where: `chat`, `alert`, `console`
    wording: str = ""  # which text they had before them
    message_id: MessageId | None = None  # that says so
    said_at: datetime | None = None  # when they said so, if that was before: see `passed_stops`

    @property
    def consent(self) -> Consent:
        """Return the change as the fold takes it."""
        return Consent(
            purpose=self.purpose,
            stage=self.stage,
            at=self.said_at or self.at,
            source=self.source,
            wording=self.wording,
            message_id=self.message_id,
        )


ReachEvent = (
    CustomerReacted
    | MessageEdited
    | MessageRevoked
    | CustomerReferred
    | AttachmentReceived
    | AttachmentRefused
    | ReplyStatusReported
    | ContactOptedOut
    | ContactOptedIn
    | ConsentChanged
)
"""Events that `Reach` is folded from, beside messages and replies."""
