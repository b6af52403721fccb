"""Read a note of each picture from the events: the customer's words, a model's. Pure.

The customer's words are those that came with it or in one go with it, else their answer to the
question that the assistant asked about it (`Reason.PHOTO`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    AttachmentReceived,
    ConversationEvent,
    CustomerWrote,
    MessageRevoked,
    PhotoDescribed,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Attachment, MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoNote:
    """Hold the words about the pictures of one message."""

    message_id: MessageId
    pictures: tuple[Attachment, ...] = ()  # kept so far
    told: str = ""  # by the customer; "": they have not said what it shows
    seen: tuple[str, ...] = ()  # by a model, a text for each picture that it described


def is_picture(attachment: Attachment) -> bool:
    """Return whether a file is a picture."""
    return attachment.media_type.startswith("image/")


def photo_notes(events: Iterable[ConversationEvent]) -> dict[MessageId, PhotoNote]:
    """Return a note of each message with pictures, oldest first."""
    reading = PhotoReading()
    for event in events:
        reading.take(event)
    return reading.notes


class PhotoReading:
    """Keep the notes of the pictures that came up to the last event taken."""

    def __init__(self) -> None:
        self.notes: dict[MessageId, PhotoNote] = {}
        self._texts: dict[MessageId, str] = {}
        self._asked: tuple[MessageId, ...] = ()

    def take(self, event: ConversationEvent) -> frozenset[MessageId]:
        """Take one more event; return the messages whose note it changed."""
        before = dict(self.notes)
        match event:
            case CustomerWrote():
                self._wrote(event)
            case ReplyWritten():
                self._replied(event)
            case MessageRevoked():
                self.notes.pop(event.message_id, None)
            case AttachmentReceived() if is_picture(event.attachment):
                self._add(event.message_id, pictures=(event.attachment,))
            case PhotoDescribed() if event.text:
                self._add(event.message_id, seen=(event.text,))
            case _:
                pass
        return frozenset(one for one in self.notes if self.notes[one] is not before.get(one))

    def _wrote(self, event: CustomerWrote) -> None:
        said = self._texts[event.message_id] = event.text.strip()
        pictures = tuple(filter(is_picture, event.attachments))
        if event.kind is MessageKind.IMAGE or pictures:
            note = PhotoNote(message_id=event.message_id, pictures=pictures, told=said)
            self.notes[event.message_id] = note
        elif said:
            self._tell(self._asked, said)
            self._asked = ()

    def _replied(self, event: ReplyWritten) -> None:
        """Put words that were written in one go with a picture beside it."""
        others = (self._texts.get(one, "") for one in event.answers if one not in self.notes)
        self._tell(event.answers, "\n".join(filter(None, others)))
        if event.reason is Reason.PHOTO:
            self._asked = (*self._asked, *event.answers)

    def _tell(self, messages: Iterable[MessageId], said: str) -> None:
        """Put the customer's words beside the pictures that have none."""
        for one in messages:
            if said and one in self.notes and not self.notes[one].told:
                self.notes[one] = replace(self.notes[one], told=said)

    def _add(
        self,
        message_id: MessageId,
        *,
        pictures: tuple[Attachment, ...] = (),
        seen: tuple[str, ...] = (),
    ) -> None:
        """Add a picture that was fetched, or a model's words, to the note of its message."""
        if note := self.notes.get(message_id):
            self.notes[message_id] = replace(
                note, pictures=(*note.pictures, *pictures), seen=(*note.seen, *seen)
            )
