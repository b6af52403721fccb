"""Export and erase the files of a person's conversations."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import asdict

from assistant.conversation.gist import files_of
from assistant.conversation.message import Attachment
from assistant.desk.attachment_store import Attachments, UnknownAttachmentError
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.ports import EventLog


class SentFiles:
    """Keep a `Holding` of the files that went with messages; their ids stand in the log alone."""

    name = "files"

    def __init__(self, events: EventLog, attachments: Attachments) -> None:
        self._events = events
        self._attachments = attachments

    async def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        for attachment in await self._of(person):
            yield asdict(attachment) | (await self._content(attachment) if content else {})

    async def erase(self, person: Person) -> int:
        """Erase the files; the log, which names them, is erased after."""
        files = await self._of(person)
        for attachment in files:
            await self._attachments.drop(attachment.attachment_id)
        return len(files)

    async def _content(self, attachment: Attachment) -> dict[str, object]:
        try:
            stored = await self._attachments.read(attachment.attachment_id)
        except UnknownAttachmentError:  # erased, or restored without its file
            return {}
        return {"base64": b64encode(stored.data).decode()}

    async def _of(self, person: Person) -> list[Attachment]:
        found: dict[str, Attachment] = {}
        for conversation_id in person.conversations:
            for stored in (await self._events.read(conversation_id)).events:
                found |= {one.attachment_id: one for one in files_of(stored.event)}
        return list(found.values())
