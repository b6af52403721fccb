"""Serve the pictures that agents brought of themselves, to everybody: customers see them."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from assistant.desk.staff.agent_pictures import FACE_ID
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from integrations.channels.webchat.door import read_file
from integrations.channels.webchat.webchat_parts import WebChat

_FaceId = Annotated[str, Path(max_length=64)]
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # another picture has another id
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",  # it is shown on the shop's pages
    "X-Content-Type-Options": "nosniff",
}


def add_routes(router: APIRouter, deps: WebChat) -> None:
    """Add the route of the pictures."""
    router.add_api_route(
        "/faces/{face_id}",
        _Faces(deps).read,
        methods=["GET"],
        summary="Read the picture of one of the shop's people",
        response_class=Response,
        responses={200: {"content": {"image/webp": {}}}, 404: {"description": "There is none"}},
    )


@dataclass(frozen=True, slots=True)
class _Faces:
    deps: WebChat

    async def read(self, face_id: _FaceId) -> Response:
        """Return a picture; everybody who has its id may see it."""
        if not re.fullmatch(FACE_ID, face_id):
            raise RefusedError(ErrorCode.NOT_FOUND)
        face = await read_file(self.deps.faces, face_id, unread="webchat.face_not_read")
        return Response(face.data, media_type=face.attachment.media_type, headers=_HEADERS)
