"""What a channel told of messages, as a thread shows it. Pure."""

from dataclasses import replace

from assistant.console.conversations.entries import Content, Delivery, ThreadMessage
from assistant.conversation.contents import MEDIA, DeliveryStatus, furthest
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    AttachmentReceived,
    AttachmentRefused,
    CustomerReacted,
    CustomerWrote,
    MessageEdited,
    MessageRevoked,
    ReplyDelivered,
    ReplyRejected,
    ReplyStatusReported,
)
from assistant.conversation.failures import failure_of
from assistant.conversation.conversation_message import ChannelKind

OfMessage = (
    ReplyDelivered
    | ReplyRejected
    | ReplyStatusReported
    | CustomerReacted
    | MessageEdited
    | MessageRevoked
    | AttachmentReceived
    | AttachmentRefused
)
"""Events that change how one message is shown."""

_QUOTED = 120  # characters of a message that another answers


def customer_message(event: CustomerWrote, at: int, quoted: str) -> ThreadMessage:
    """Return a customer's message; `quoted` is the one that it was written under."""
    return ThreadMessage(
        sequence=at,
        changed=at,
        at=event.at,
        message_id=event.message_id,
        author=Author.CUSTOMER,
        text=event.text,
        waits=True,
        attachments=event.attachments,
        content=Content(
            kind=event.kind,
            location=event.location,
            contacts=event.contacts,
            items=event.items,
            referral=event.referral,
            quoted=quoted[:_QUOTED],
            media="fetching" if event.kind in MEDIA and not event.attachments else "",
        ),
    )


def changed(entry: ThreadMessage, event: OfMessage, channel: ChannelKind) -> ThreadMessage:  # noqa: PLR0911  # one line a case
    """Return a message after what its channel told of it."""
    content = entry.content
    match event:
        case ReplyDelivered():
            ours = channel.is_ours
            return replace(entry, delivery=_reached(entry, "delivered" if ours else "sent"))
        case ReplyRejected():
            return replace(entry, delivery="failed", failure=failure_of(event.reason))
        case ReplyStatusReported():
            known = _reached(entry, event.status.value)
            failure = failure_of(event.code) if known == "failed" else ""
            return replace(entry, delivery=known, failure=failure)
        case CustomerReacted():
            return replace(entry, reaction=event.emoji)
        case MessageEdited():
            return replace(entry, text=event.text, content=replace(content, edited=True))
        case MessageRevoked():
            return replace(entry, text="", attachments=(), content=Content(revoked=True))
        case AttachmentReceived():
            files = (*entry.attachments, event.attachment)
            return replace(entry, attachments=files, content=replace(content, media="kept"))
        case AttachmentRefused():
            refused = replace(content, media="refused", flaw=event.reason)
            return replace(entry, content=refused)


def _reached(entry: ThreadMessage, told: Delivery) -> Delivery:
    """Return how far a reply came, in whatever order that is told."""
    if entry.delivery in ("", "sending"):
        return told
    known = furthest(DeliveryStatus(entry.delivery), DeliveryStatus(told))
    return known.value
