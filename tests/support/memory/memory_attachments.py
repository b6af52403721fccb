"""`Attachments` in memory."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from assistant.conversation.conversation_message import Attachment
from assistant.desk.attachment_store import UploadOrigin, StoredFile, UnknownAttachmentError, judge


class MemoryAttachments:
    """Files for one event loop."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._files: dict[str, StoredFile] = {}
        self._since: dict[str, datetime] = {}

    async def keep(self, name: str, data: bytes, *, origin: UploadOrigin | None = None) -> Attachment:
        attachment = judge(secrets.token_hex(16), name, data, most_bytes=self._most_bytes)
        self._files[attachment.attachment_id] = StoredFile(
            attachment=attachment, data=data, origin=origin
        )
        self._since[attachment.attachment_id] = datetime.now(UTC)
        return attachment

    async def read(self, attachment_id: str) -> StoredFile:
        try:
            return self._files[attachment_id]
        except KeyError:
            raise UnknownAttachmentError(attachment_id) from None

    async def drop(self, attachment_id: str) -> None:
        self._files.pop(attachment_id, None)
        self._since.pop(attachment_id, None)

    async def kept_before(self, before: datetime) -> Mapping[str, datetime]:
        return {one: at for one, at in self._since.items() if at < before}
