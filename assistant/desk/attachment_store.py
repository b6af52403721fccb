"""The port of files that go with messages. What is kept was recognised by its bytes (`files`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import Attachment
from assistant.desk.file_formats import Flaw, name_of, recognise, recognise_recording


class AttachmentRefusedError(Exception):
    """The file is not taken."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class UnknownAttachmentError(Exception):
    """There is no such file, or not any more."""


class AttachmentsUnavailableError(Exception):
    """Files can be neither kept nor read now; the same may work later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadOrigin:
    """Who brought a file, to send it in which conversation."""

    agent_id: AgentId
    conversation_id: ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file as it was kept."""

    attachment: Attachment
    data: bytes
    origin: UploadOrigin | None = None  # None: no agent brought it


class Attachments(Protocol):
    """Files by ids that nobody guesses. Every method may raise `AttachmentsUnavailableError`."""

    async def keep(
        self, name: str, data: bytes, *, origin: UploadOrigin | None = None
    ) -> Attachment:
        """Keep a file, durably; each call makes one of its own.

        Raises:
            AttachmentRefusedError: it is empty, too large, of another type, or its name lies.
        """
        ...

    async def read(self, attachment_id: str) -> StoredFile:
        """Return a file.

        Raises:
            UnknownAttachmentError: see there; any text that is no id is unknown.
        """
        ...

    async def drop(self, attachment_id: str) -> None:
        """Forget a file; an unknown one is forgotten already."""
        ...

    async def kept_before(self, before: datetime) -> Mapping[str, datetime]:
        """Return since when each file is kept that is kept since before `before`, by its id."""
        ...


def judge(attachment_id: str, name: str, data: bytes, *, most_bytes: int) -> Attachment:
    """Return what a file is kept as.

    Raises:
        AttachmentRefusedError: see `Attachments.keep`.
    """
    if not data:
        raise AttachmentRefusedError(Flaw.EMPTY)
    if len(data) > most_bytes:
        raise AttachmentRefusedError(Flaw.TOO_LARGE)
    media_type = recognise(data) or recognise_recording(data)
    if media_type is None:
        raise AttachmentRefusedError(Flaw.UNKNOWN_TYPE)
    safe = name_of(name, media_type)
    if safe is None:
        raise AttachmentRefusedError(Flaw.NAME_SAYS_OTHERWISE)
    return Attachment(
        attachment_id=attachment_id,
        name=safe,
        media_type=media_type,
        size=len(data),
        sha256=sha256(data).hexdigest(),
    )
