"""Take photos and files of customers: stored and looked at before they are acknowledged.

A file is brought first, and belongs to no message. The message that is sent then names it, so a
page that repeats a message after a crash repeats no file. What no message ever names is dropped
after a day (`desk.privacy.retention`).
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import unquote

import structlog
from fastapi import APIRouter, Header, Request, status
from starlette.responses import Response

from assistant.conversation.gist import files_of
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Attachment, MessageKind
from assistant.conversation.photo_notes import is_picture
from assistant.desk.attachment_store import (
    AttachmentRefusedError,
    AttachmentsUnavailableError,
    UploadOrigin,
    brought,
)
from assistant.desk.file_formats import Flaw
from assistant.kit.web.middleware import network_of
from assistant.kit.web.uploaded_body import UploadTooLargeError, read_upload
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.channels.ports import ScannerUnavailableError
from integrations.channels.webchat.door import CONVERSATION, Bearer, Door, Id, errors
from integrations.channels.webchat.webchat_parts import WebChat
from integrations.channels.webchat.wire_bodies import FileLimits, SentFile

TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf")
"""The media types that a page sends: what a customer photographs, or has as a document."""

UPLOADS = r"/api/webchat/v1/conversations/[A-Za-z0-9_-]{1,64}/attachments"
"""The paths whose bodies are files, for `middleware.install`."""

_FLAWS = {
    Flaw.EMPTY: ErrorCode.FILE_EMPTY,
    Flaw.TOO_LARGE: ErrorCode.FILE_TOO_LARGE,
    Flaw.UNKNOWN_TYPE: ErrorCode.FILE_UNKNOWN_TYPE,
    Flaw.NAME_SAYS_OTHERWISE: ErrorCode.FILE_UNKNOWN_TYPE,
    Flaw.INFECTED: ErrorCode.FILE_INFECTED,
}
_MB = 1_000_000

log = structlog.get_logger()

_Name = Annotated[
    str, Header(alias="X-File-Name", max_length=2000, description="percent-encoded UTF-8")
]


def add_routes(router: APIRouter, deps: WebChat, door: Door) -> None:
    """Add the routes of a customer's files."""
    files = _CustomerFileApi(deps, door)
    router.add_api_route(
        "/files",
        files.limits,
        methods=["GET"],
        summary="Read which files may be sent with a message",
    )
    router.add_api_route(
        f"{CONVERSATION}/attachments",
        files.bring,
        methods=["POST"],
        status_code=status.HTTP_201_CREATED,
        summary="Bring a file, the body, that a message is to name",
        openapi_extra={"requestBody": {"required": True, "content": {"*/*": {}}}},
        responses=errors(
            ErrorCode.FILE_TOO_LARGE,
            ErrorCode.FILE_UNKNOWN_TYPE,
            ErrorCode.TOO_MANY_REQUESTS,
            ErrorCode.UNAVAILABLE,
        ),
    )
    router.add_api_route(
        f"{CONVERSATION}/attachments/{{attachment_id}}",
        files.take_back,
        methods=["DELETE"],
        status_code=status.HTTP_204_NO_CONTENT,
        summary="Delete a file that was brought and not sent",
        responses=errors(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.UNAVAILABLE),
    )


async def named_files(
    deps: WebChat, conversation: ConversationId, ids: list[str]
) -> tuple[Attachment, ...]:
    """Return the files that a message names.

    Raises:
        RefusedError: there are too many, or one was not brought for this conversation.
    """
    if not ids:
        return ()
    if len(set(ids)) > deps.settings.files:
        raise RefusedError(ErrorCode.TOO_MANY_FILES, most=deps.settings.files)
    if deps.files is None:
        raise RefusedError(ErrorCode.FILE_GONE)
    try:
        found = await brought(deps.files, ids, by=_origin(conversation))
    except AttachmentsUnavailableError:
        raise RefusedError(ErrorCode.UNAVAILABLE) from None
    if found is None:
        raise RefusedError(ErrorCode.FILE_GONE)
    return found


def kind_of(files: tuple[Attachment, ...]) -> MessageKind:
    """Return the kind of a message with such files."""
    if not files:
        return MessageKind.TEXT
    return MessageKind.IMAGE if any(map(is_picture, files)) else MessageKind.DOCUMENT


def _origin(conversation: ConversationId) -> UploadOrigin:
    return UploadOrigin(agent_id=None, conversation_id=conversation)


@dataclass(frozen=True, slots=True)
class _CustomerFileApi:
    deps: WebChat
    door: Door

    @property
    def _most_files(self) -> int:
        return self.deps.settings.files if self.deps.customer_files else 0

    async def limits(self) -> FileLimits:
        most_bytes = self.deps.most_file_bytes
        return FileLimits(files=self._most_files, bytes=most_bytes, media_types=list(TYPES))

    async def bring(
        self, request: Request, conversation_id: Id, bearer: Bearer, name: _Name = ""
    ) -> SentFile:
        per_minute = self.deps.settings.files_per_minute
        conversation = await self.door.enter(
            request, conversation_id, bearer, "bring", per_minute=per_minute
        )
        await self.door.allow(f"bring:{network_of(request)}", 2 * per_minute)
        if not self._most_files:
            raise RefusedError(ErrorCode.NOT_FOUND)
        try:
            data = await read_upload(request, self.deps.most_file_bytes)
            kept = await self._keep(conversation, unquote(name), data)
        except UploadTooLargeError:
            raise self._refused(Flaw.TOO_LARGE) from None
        except AttachmentRefusedError as error:
            raise self._refused(error.flaw) from None
        except (ScannerUnavailableError, AttachmentsUnavailableError) as error:
            log.warning("webchat.file_not_kept", error=type(error).__name__)
            raise RefusedError(ErrorCode.UNAVAILABLE) from None
        return SentFile.of(kept)

    async def _keep(self, conversation: ConversationId, name: str, data: bytes) -> Attachment:
        """Keep a file of the types that a page sends.

        Raises:
            AttachmentRefusedError, ScannerUnavailableError, AttachmentsUnavailableError: see there.
        """
        files = self.deps.customer_files
        if files is None:
            raise AttachmentsUnavailableError
        kept = await files.keep(name, data, origin=_origin(conversation))
        if kept.media_type not in TYPES:
            await files.attachments.drop(kept.attachment_id)
            raise AttachmentRefusedError(Flaw.UNKNOWN_TYPE)
        return kept

    def _refused(self, flaw: Flaw) -> RefusedError:
        return RefusedError(_FLAWS[flaw], most_mb=self.deps.most_file_bytes // _MB)

    async def take_back(
        self, request: Request, conversation_id: Id, attachment_id: Id, bearer: Bearer
    ) -> Response:
        conversation = await self.door.enter(request, conversation_id, bearer, "bring")
        store = self.deps.files
        try:
            if not store or not await brought(store, [attachment_id], by=_origin(conversation)):
                raise RefusedError(ErrorCode.NOT_FOUND)
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None
        events = await self.door.events(conversation)
        if any(attachment_id == one.attachment_id for event in events for one in files_of(event)):
            raise RefusedError(ErrorCode.CONFLICT)
        try:
            await store.drop(attachment_id)
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None
        return Response(status_code=status.HTTP_204_NO_CONTENT)
