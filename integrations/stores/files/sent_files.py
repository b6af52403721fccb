"""Export and erase the files of a person's conversations."""

from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta

from assistant.conversation.gist import files_of
from assistant.conversation.message import Attachment
from assistant.desk.attachment_store import Attachments, FileRecord, UnknownAttachmentError
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.ports import Clock, EventLog

_UNSENT_FOR = timedelta(days=7)
"""What is older went with a message, or the retention has dropped it, after a day."""


class SentFiles:
    """Keep a `Holding` of the files that went with messages, or were brought to go with one.

    The ids of the former stand in the log alone, the latter are found by their origin.
    """

    name = "files"

    def __init__(self, events: EventLog, attachments: Attachments, clock: Clock) -> None:
        self._events = events
        self._attachments = attachments
        self._clock = clock

    async def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        sent = await self._of(person)
        own = [
            one.attachment
            for one in await self._unsent(person, sent)
            if one.origin is not None and one.origin.agent_id is None  # no agent's choice of file
        ]
        for attachment in (*sent.values(), *own):
            yield asdict(attachment) | (await self._content(attachment) if content else {})

    async def erase(self, person: Person) -> int:
        """Erase the files; the log, which names them, is erased after."""
        sent = await self._of(person)
        unsent = [one.attachment.attachment_id for one in await self._unsent(person, sent)]
        for attachment_id in (*sent, *unsent):
            await self._attachments.drop(attachment_id)
        return len(sent) + len(unsent)

    async def _content(self, attachment: Attachment) -> dict[str, object]:
        try:
            stored = await self._attachments.read(attachment.attachment_id)
        except UnknownAttachmentError:  # erased, or restored without its file
            return {}
        return {"base64": b64encode(stored.data).decode()}

    async def _of(self, person: Person) -> dict[str, Attachment]:
        found: dict[str, Attachment] = {}
        for conversation_id in person.conversations:
            for stored in (await self._events.read(conversation_id)).events:
                found |= {one.attachment_id: one for one in files_of(stored.event)}
        return found

    async def _unsent(self, person: Person, sent: Mapping[str, Attachment]) -> list[FileRecord]:
        """Return the files that were brought for the person's conversations, and are not sent."""
        now = self._clock.now()
        kept = await self._attachments.kept_before(now + _UNSENT_FOR)
        found: list[FileRecord] = []
        for attachment_id, at in kept.items():
            if at < now - _UNSENT_FOR or attachment_id in sent:
                continue
            with suppress(UnknownAttachmentError):  # dropped meanwhile, or not whole
                record = await self._attachments.describe(attachment_id)
                if record.origin and record.origin.conversation_id in person.conversations:
                    found.append(record)
        return found
