"""Declare the port of files that go with messages.

A file that is kept was recognised by its bytes (`file_formats`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import Attachment
from assistant.desk.file_formats import Flaw, name_of, recognise, recognise_recording


class AttachmentRefusedError(Exception):
    """Say that a file is not accepted; `flaw` is the reason."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class UnknownAttachmentError(Exception):
    """Say that a file does not exist, or was removed."""


class AttachmentsUnavailableError(Exception):
    """Say that files can be neither kept nor read now; the same may work later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadOrigin:
    """Hold the person who uploaded a file, and the conversation that it was uploaded for."""

    agent_id: AgentId | None  # None: the customer
    conversation_id: ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """Hold the description of a file, and its origin."""

    attachment: Attachment
    origin: UploadOrigin | None = None  # None: nobody brought it here


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile(FileRecord):
    """Hold a file as it was kept."""

    data: bytes


class Attachments(Protocol):
    """Store files under ids that nobody can guess.

    Every method may raise `AttachmentsUnavailableError`.
    """

    async def keep(
        self, name: str, data: bytes, *, origin: UploadOrigin | None = None
    ) -> Attachment:
        """Keep a file durably; each call stores a file of its own.

        Raises:
            AttachmentRefusedError: the file is empty, too large, of a type that is not accepted, or
            its name has the ending of another type.
        """
        ...

    async def read(self, attachment_id: str) -> StoredFile:
        """Return a file.

        Raises:
            UnknownAttachmentError: no file has this id; any text that is no id is unknown.
        """
        ...

    async def describe(self, attachment_id: str) -> FileRecord:
        """Return the description of a file, without its bytes.

        Raises:
            UnknownAttachmentError: no file has this id; any text that is no id is unknown.
        """
        ...

    async def drop(self, attachment_id: str) -> None:
        """Remove a file; an unknown id changes nothing."""
        ...

    async def kept_before(self, before: datetime) -> Mapping[str, datetime]:
        """Return the files that were kept before `before`: when each was kept, by its id.

        A file whose process died while it was kept is among them; nobody has its id.
        """
        ...


def judge(attachment_id: str, name: str, data: bytes, *, most_bytes: int) -> Attachment:
    """Return the description under which a file is kept, or refuse the file.

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


async def brought(
    files: Attachments, ids: Iterable[str], *, by: UploadOrigin
) -> tuple[Attachment, ...] | None:
    """Return the files that a message names; None: one is not there, or not theirs to send here.

    Raises:
        AttachmentsUnavailableError: the store cannot be used now.
    """
    found: list[Attachment] = []
    for one in dict.fromkeys(ids):
        try:
            kept = await files.describe(one)
        except UnknownAttachmentError:
            return None
        if kept.origin != by:
            return None
        found.append(kept.attachment)
    return tuple(found)
