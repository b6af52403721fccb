"""Upload, show and remove an agent's own picture."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from assistant.console.account.portraits import MOST_BYTES, PortraitFlaw, PortraitRefusedError, draw
from assistant.console.shell.access import SignedIn, require
from assistant.conversation.people import Agent
from assistant.desk.attachment_store import (
    Attachments,
    AttachmentsUnavailableError,
    UnknownAttachmentError,
)
from assistant.desk.staff.agent_pictures import face_address, face_id_of
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.staff_management import StaffManagement
from assistant.kit.web.web_errors import ErrorCode, RefusedError

PROFILE = "/console/account/profile"
PICTURE = f"{PROFILE}/picture"
"""The path whose body is a picture, for `middleware.install`."""
FIELD = "file"

_Own = Annotated[SignedIn, Depends(require(Permission.OWN_ACCOUNT))]


def routes(managing: StaffManagement, faces: Attachments) -> APIRouter:
    """Return the routes that upload, show and remove the picture."""
    router = APIRouter(include_in_schema=False)

    @router.get(PICTURE)
    async def show(own: _Own) -> Response:
        return await _read(faces, own.agent)

    @router.post(PICTURE)
    async def bring(request: Request, own: _Own) -> Response:
        try:
            drawn = await asyncio.to_thread(draw, await _body(request))
        except PortraitRefusedError as error:
            return _said(f"picture_{error.flaw}")
        try:
            kept = await faces.keep("face.webp", drawn)
        except AttachmentsUnavailableError:
            raise RefusedError(ErrorCode.UNAVAILABLE) from None
        await _change(managing, faces, own.agent, face_address(kept.attachment_id))
        return _said("kept")

    @router.post(f"{PICTURE}/remove")
    async def remove(own: _Own) -> Response:
        await _change(managing, faces, own.agent, "")
        return _said("kept")

    return router


async def forget(faces: Attachments, agent: Agent) -> None:
    """Delete the picture file that an agent uploaded, if they did; nothing shows it any more."""
    if (face_id := face_id_of(agent.picture)) is not None:
        with suppress(AttachmentsUnavailableError):  # a file too many, which nobody is told of
            await faces.drop(face_id)


async def _change(
    managing: StaffManagement, faces: Attachments, agent: Agent, picture: str
) -> None:
    await managing.change(replace(agent, picture=picture), by=agent.agent_id)
    await forget(faces, agent)


async def _body(request: Request) -> bytes:
    """Return the file of a form; of a file that is too large, only as much as shows that."""
    form = await request.form()  # read before, if the session's token came in it
    try:
        sent = form.get(FIELD)
        if not isinstance(sent, UploadFile):
            raise PortraitRefusedError(PortraitFlaw.EMPTY)
        return await sent.read(MOST_BYTES + 1)
    finally:
        await form.close()


async def _read(faces: Attachments, agent: Agent) -> Response:
    face_id = face_id_of(agent.picture)
    if face_id is None:
        raise RefusedError(ErrorCode.NOT_FOUND)
    try:
        face = await faces.read(face_id)
    except UnknownAttachmentError:
        raise RefusedError(ErrorCode.NOT_FOUND) from None
    except AttachmentsUnavailableError:
        raise RefusedError(ErrorCode.UNAVAILABLE) from None
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(face.data, media_type=face.attachment.media_type, headers=headers)


def _said(name: str) -> Response:
    return RedirectResponse(f"{PROFILE}?said={name}", status_code=303)
