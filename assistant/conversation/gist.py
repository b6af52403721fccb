"""Sum up an event: its message in plain text, and its files. Pure.

Signs stand for parts without words, as on a phone: they need no translation.
"""

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    AttachmentReceived,
    ConversationEvent,
    CustomerWrote,
    ReplyWritten,
)
from assistant.conversation.message import Attachment, MessageKind

_SIGNS = {
    MessageKind.IMAGE: "📷",
    MessageKind.AUDIO: "🎤",
    MessageKind.VIDEO: "🎬",
    MessageKind.DOCUMENT: "📄",
    MessageKind.STICKER: "🙂",
    MessageKind.LOCATION: "📍",
    MessageKind.CONTACTS: "👤",
    MessageKind.ORDER: "🛒",
    MessageKind.UNSUPPORTED: "❔",
}


def gist(event: CustomerWrote) -> str:
    """Return the message's words, after a sign of its kind, with the names of its parts."""
    sign = _SIGNS.get(event.kind)
    if sign is None:
        return event.text
    kept = [one.name for one in event.attachments]
    names = filter(None, (*kept, *(one.name for one in event.media)))
    place = event.location
    where = [place.name or f"{place.latitude:.5f}, {place.longitude:.5f}"] if place else []
    people = [" ".join((one.name, *one.phones)) for one in event.contacts]
    items = [f"{one.quantity} × {one.product_id}" for one in event.items]  # noqa: RUF001
    said = (event.text, ", ".join((*names, *where, *people, *items)))
    return " ".join(filter(None, (sign, *said)))


def files_of(event: ConversationEvent) -> tuple[Attachment, ...]:
    """Return the files that came or went with an event."""
    match event:
        case ReplyWritten() | CustomerWrote():
            return event.attachments
        case AttachmentReceived():
            return (event.attachment,)
        case _:
            return ()


def is_spoken(event: ConversationEvent) -> bool:
    """Return whether an event is a message of either side; the desk's notices are not."""
    if isinstance(event, ReplyWritten):
        return event.author is not Author.SYSTEM
    return isinstance(event, CustomerWrote)
