"""Upload files for a reply, take them back, and hand out the files of a conversation."""

import asyncio
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import PathId
from assistant.console.conversations.console_parts import Console, check_open, open_record
from assistant.console.conversations.file_rules import FileRules
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import NO_STORE, language_of
from assistant.conversation.gist import files_of
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Attachment
from assistant.desk.attachment_store import (
    AttachmentRefusedError,
    AttachmentsUnavailableError,
    StoredFile,
    UnknownAttachmentError,
    UploadOrigin,
)
from assistant.desk.file_formats import Flaw, recognise
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.file_response import send_file
from assistant.kit.web.uploaded_body import UploadTooLargeError, read_upload
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.ports import Record

UPLOADS = r"/console/c/[A-Za-z0-9_-]{1,64}/files"
"""The paths whose bodies are files, for `middleware.install`."""

_STATUS = {Flaw.TOO_LARGE: 413}

_Name = Annotated[str, Header(alias="X-File-Name", max_length=2000)]
_Writer = Annotated[SignedIn, Depends(require(Permission.WRITE_REPLIES))]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_CONVERSATIONS))]


def routes(console: Console) -> APIRouter:
    """Return the routes of files."""
    router = APIRouter(prefix="/console/c/{conversation_id}/files", include_in_schema=False)
    api = _FileApi(console)
    router.add_api_route("", api.bring, methods=["POST"])
    router.add_api_route("/{attachment_id}", api.read, methods=["GET"])
    router.add_api_route("/{attachment_id}", api.take_back, methods=["DELETE"], status_code=204)
    return router


class _FileApi:
    """Handle the routes of files."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def bring(
        self, request: Request, who: _Writer, conversation_id: PathId, name: _Name = ""
    ) -> Response:
        """Keep the body, a file, for a reply; its name comes percent-encoded in a header."""
        one = ConversationId(conversation_id)
        await check_open(self._console, request, who, one)
        rules = self._console.file_rules
        origin = UploadOrigin(agent_id=who.agent.agent_id, conversation_id=one)
        try:
            data = await read_upload(request, rules.most_bytes)
            kept = await self._keep(unquote(name), data, origin)
        except UploadTooLargeError:
            return _refused(request, rules, Flaw.TOO_LARGE)
        except AttachmentRefusedError as error:
            return _refused(request, rules, error.flaw)
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None
        told = {"id": kept.attachment_id, "name": kept.name, "size": kept.size}
        return JSONResponse(told, 201, headers=NO_STORE)

    async def read(
        self, request: Request, who: _Reader, conversation_id: PathId, attachment_id: PathId
    ) -> Response:
        """Return a file of a reply, or a file that the agent has uploaded and not sent yet."""
        one = ConversationId(conversation_id)
        record = await open_record(self._console, request, who, one)
        file = await self._find(attachment_id)
        mine = UploadOrigin(agent_id=who.agent.agent_id, conversation_id=one)
        if not _belongs(record, attachment_id) and file.origin != mine:
            raise RefusedError(ErrorCode.NOT_FOUND)
        kept = file.attachment
        return send_file(file.data, name=kept.name, media_type=kept.media_type)

    async def take_back(
        self, request: Request, who: _Writer, conversation_id: PathId, attachment_id: PathId
    ) -> None:
        """Delete a file that was uploaded and is not to be sent."""
        one = ConversationId(conversation_id)
        record = await open_record(self._console, request, who, one)
        file = await self._find(attachment_id)
        if file.origin != UploadOrigin(agent_id=who.agent.agent_id, conversation_id=one):
            raise RefusedError(ErrorCode.NOT_FOUND)
        if _belongs(record, attachment_id):
            raise RefusedError(ErrorCode.CONFLICT)
        try:
            await self._console.attachments.drop(attachment_id)
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None

    async def _keep(self, name: str, data: bytes, origin: UploadOrigin) -> Attachment:
        media_type = await asyncio.to_thread(recognise, data)
        if media_type is not None and media_type not in self._console.file_rules.types:
            raise AttachmentRefusedError(Flaw.UNKNOWN_TYPE)
        return await self._console.attachments.keep(name, data, origin=origin)

    async def _find(self, attachment_id: str) -> StoredFile:
        try:
            return await self._console.attachments.read(attachment_id)
        except UnknownAttachmentError:
            raise RefusedError(ErrorCode.NOT_FOUND) from None
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None


def _refused(request: Request, rules: FileRules, flaw: Flaw) -> Response:
    message = rules.explain(flaw, language_of(request))
    return JSONResponse(
        {"error": {"code": f"file_{flaw}", "message": message}},
        _STATUS.get(flaw, 422),
        headers=NO_STORE,
    )


def _belongs(record: Record, attachment_id: str) -> bool:
    """Return whether a file is of the conversation: sent to the customer, or by them."""
    return any(
        attachment_id in {file.attachment_id for file in files_of(stored.event)}
        for stored in record.events
    )
