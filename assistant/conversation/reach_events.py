"""What a channel tells of a conversation beside messages: how far replies came, what was changed.

Events of channels on which a message can be reacted to, edited, taken back, delivered and read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.conversation.event_base import Event
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Attachment, DeliveryStatus, Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReacted(Event):
    """The customer put an emoji on a message, another in its place, or took it away."""

    type: Literal["customer_reacted"] = "customer_reacted"
    message_id: MessageId
    emoji: str  # "": taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    """The customer wrote a message of theirs anew."""

    type: Literal["message_edited"] = "message_edited"
    message_id: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRevoked(Event):
    """The customer took a message back: it needs no answer."""

    type: Literal["message_revoked"] = "message_revoked"
    message_id: MessageId

    @property
    def answers(self) -> tuple[MessageId, ...]:
        """Return the message, which nobody has to answer any more."""
        return (self.message_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReferred(Event):
    """The customer came back through an advertisement or a link, and has written nothing yet."""

    type: Literal["customer_referred"] = "customer_referred"
    referral: Referral
    came_at: datetime  # by the channel's clock; aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentReceived(Event):
    """A file of the customer's was fetched, examined and kept."""

    type: Literal["attachment_received"] = "attachment_received"
    message_id: MessageId
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRefused(Event):
    """A file of the customer's is not kept."""

    type: Literal["attachment_refused"] = "attachment_refused"
    message_id: MessageId
    reason: str  # `infected`, `unknown_type`, `too_large`, `gone` ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyStatusReported(Event):
    """The channel told how far a reply came; only what is news is stored."""

    type: Literal["reply_status_reported"] = "reply_status_reported"
    message_id: MessageId
    status: DeliveryStatus
    code: str = ""  # of the channel, of a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOptedOut(Event):
    """The customer wants nothing that they did not ask for."""

    type: Literal["contact_opted_out"] = "contact_opted_out"
    message_id: MessageId | None = None  # that said so; None: told by the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOptedIn(Event):
    """The customer takes the opting-out back."""

    type: Literal["contact_opted_in"] = "contact_opted_in"
    message_id: MessageId | None = None


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
)
"""Events that `Reach` is a fold of, beside messages and replies."""
