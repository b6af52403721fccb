"""Read a note of each picture from the events: the customer's words, a model's. Pure.

The customer's words are those that came with it or in one go with it, else their answer to the
question that the assistant asked about it (`Reason.PHOTO`). Words that they changed are read as
they are now, words that they took back are gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    AttachmentReceived,
    ConversationEvent,
    CustomerWrote,
    MessageEdited,
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
        self._told_in: dict[MessageId, tuple[MessageId, ...]] = {}  # messages, by their picture's
        self._asked: tuple[MessageId, ...] = ()

    def take(self, event: ConversationEvent) -> frozenset[MessageId]:
        """Take one more event; return the messages whose note it changed."""
        before = dict(self.notes)
        match event:
            case CustomerWrote():
                self._wrote(event)
            case ReplyWritten():
                self._replied(event)
            case MessageEdited():
                self._reword(event.message_id, event.text.strip())
            case MessageRevoked():
                self.notes.pop(event.message_id, None)
                self._reword(event.message_id, "")
            case AttachmentReceived() if is_picture(event.attachment):
                self._add(event.message_id, pictures=(event.attachment,))
            case PhotoDescribed() if event.text:
                self._add(event.message_id, seen=(event.text,))
            case _:
                pass
        return frozenset(one for one in self.notes if self.notes[one] is not before.get(one))

    def _wrote(self, event: CustomerWrote) -> None:
        one = event.message_id
        self._texts[one] = event.text.strip()
        pictures = tuple(filter(is_picture, event.attachments))
        if event.kind is MessageKind.IMAGE or pictures:
            self.notes[one] = PhotoNote(message_id=one, pictures=pictures)
            self._tell((one,), (one,))
        elif self._texts[one]:
            self._tell(self._asked, (one,))
            self._asked = ()

    def _replied(self, event: ReplyWritten) -> None:
        """Put words that were written in one go with a picture beside it."""
        self._tell(event.answers, tuple(one for one in event.answers if one not in self.notes))
        if event.reason is Reason.PHOTO:
            self._asked = (*self._asked, *event.answers)

    def _tell(self, pictures: Iterable[MessageId], said_in: tuple[MessageId, ...]) -> None:
        """Put the words of messages beside the pictures that have none."""
        said = self._said(said_in)
        for one in pictures:
            if said and one in self.notes and not self.notes[one].told:
                self._told_in[one] = said_in
                self.notes[one] = replace(self.notes[one], told=said)

    def _reword(self, message_id: MessageId, text: str) -> None:
        """Put the new words of a message in place of the old ones; "": it was taken back."""
        self._texts[message_id] = text
        for one, note in self.notes.items():
            said_in = self._told_in.get(one, (one,))
            if message_id in said_in:
                self.notes[one] = replace(note, told=self._said(said_in))

    def _said(self, messages: tuple[MessageId, ...]) -> str:
        return "\n".join(filter(None, (self._texts.get(one, "") for one in messages)))

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
