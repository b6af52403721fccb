"""Which files an event names. Pure."""

from assistant.conversation.events import (
    AttachmentReceived,
    ConversationEvent,
    CustomerWrote,
    ReplyWritten,
)
from assistant.conversation.conversation_message import Attachment


def files_of(event: ConversationEvent) -> tuple[Attachment, ...]:
    """Return the files that came or went with an event."""
    match event:
        case ReplyWritten() | CustomerWrote():
            return event.attachments
        case AttachmentReceived():
            return (event.attachment,)
        case _:
            return ()
