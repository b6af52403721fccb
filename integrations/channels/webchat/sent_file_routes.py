"""Serve the files of a conversation's messages, to requests with the conversation's token."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.conversation.gist import files_of
from assistant.conversation.ids import ConversationId
from assistant.kit.web.file_response import send_file
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from integrations.channels.webchat.door import CONVERSATION, Bearer, Door, Id, errors, read_file
from integrations.channels.webchat.webchat_parts import WebChat

_PER_MINUTE = 60  # of one conversation: a page that is opened again shows every picture again


def add_routes(router: APIRouter, deps: WebChat, door: Door) -> None:
    """Add the route below a conversation."""
    router.add_api_route(
        f"{CONVERSATION}/attachments/{{attachment_id}}",
        _Files(deps, door).read,
        methods=["GET"],
        summary="Read a file that came with a message",
        response_class=Response,
        responses={
            200: {
                "description": "The file, of the type that its bytes are",
                "content": {"*/*": {}},
            },
            **errors(ErrorCode.NOT_FOUND, ErrorCode.TOO_MANY_REQUESTS, ErrorCode.UNAVAILABLE),
        },
    )


@dataclass(frozen=True, slots=True)
class _Files:
    deps: WebChat
    door: Door

    async def read(
        self, request: Request, conversation_id: Id, attachment_id: Id, bearer: Bearer
    ) -> Response:
        conversation = await self.door.enter(
            request, conversation_id, bearer, "file", per_minute=_PER_MINUTE
        )
        if not await self._was_sent(conversation, attachment_id):
            raise RefusedError(ErrorCode.NOT_FOUND)
        file = await read_file(self.deps.files, attachment_id, unread="webchat.file_not_read")
        kept = file.attachment
        return send_file(file.data, name=kept.name, media_type=kept.media_type)

    async def _was_sent(self, conversation: ConversationId, attachment_id: str) -> bool:
        """Return whether a message of this conversation has the file; the token opens no other."""
        events = await self.door.events(conversation)
        return any(
            attachment_id == one.attachment_id for event in events for one in files_of(event)
        )
