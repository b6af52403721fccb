"""`Attachments` in memory."""

import secrets

from assistant.conversation.message import Attachment
from assistant.desk.attachments import StoredFile, UnknownAttachmentError, judge


class MemoryAttachments:
    """Files for one event loop."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._files: dict[str, StoredFile] = {}

    async def keep(self, name: str, data: bytes) -> Attachment:
        attachment = judge(secrets.token_hex(16), name, data, most_bytes=self._most_bytes)
        self._files[attachment.attachment_id] = StoredFile(attachment=attachment, data=data)
        return attachment

    async def read(self, attachment_id: str) -> StoredFile:
        try:
            return self._files[attachment_id]
        except KeyError:
            raise UnknownAttachmentError(attachment_id) from None

    async def drop(self, attachment_id: str) -> None:
        self._files.pop(attachment_id, None)
