"""Serve the web chat's HTTP API: open a conversation, send messages, follow it, rate replies.

A message is acknowledged when it is in the log; its answer comes through the event stream.
"""

import secrets
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import structlog
from fastapi import APIRouter, BackgroundTasks, Header, Request, status

from assistant.conversation.events import ConversationStarted, ReplyRated, ReplyWritten
from assistant.conversation.ids import ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, InboundMessage
from assistant.kit.web.event_stream import EventStreamResponse
from assistant.kit.web.middleware import network_of
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.channels.control_characters import without_controls
from assistant.operations.identity.attempts import (
    BySignIn,
    NotOffered,
    Proven,
    TokenRefused,
    Unavailable,
)
from integrations.channels.webchat import (
    agent_routes,
    customer_file_routes,
    face_routes,
    sent_file_routes,
)
from integrations.channels.webchat.channel import Notice
from integrations.channels.webchat.customer_file_routes import kind_of, named_files
from integrations.channels.webchat.door import (
    ACCOUNT,
    CONVERSATION,
    MINUTE_S,
    Bearer,
    Door,
    Id,
    errors,
)
from integrations.channels.webchat.token_access import digest, mint_token
from integrations.channels.webchat.webchat_parts import WebChat
from integrations.channels.webchat.wire_bodies import (
    Identify,
    RatedReply,
    RateReply,
    SendMessage,
    SentMessage,
    StartConversation,
    Started,
    StreamEvent,
)

PREFIX = "/api/webchat/v1"

_STREAMS_PER_MINUTE = 60  # of one conversation: pages that reconnect through a bad network
_PROOFS_PER_MINUTE = 10  # of one conversation: a page asks once when it opens

_EXAMPLE = (
    'id: 4\ndata: {"type":"message","author":"assistant","text":"You have 30 days.",'
    '"sources":[{"title":"Returns","url":"https://shop.example/returns",'
    '"quote":"You have 30 days.","language":"en","score":0.91}],"kind":"answered"}\n\n'
)

log = structlog.get_logger()

_LastEventId = Annotated[
    int, Header(alias="Last-Event-ID", ge=0, lt=2**53, description="resume after this id")
]


def routes(deps: WebChat) -> APIRouter:
    """Return the API below `PREFIX`; errors are answered by `assistant.kit.web.web_errors`."""
    router = APIRouter(prefix=PREFIX, tags=["web chat"])
    door = Door(deps)
    api = _WebChatApi(deps, door)
    _add_talking(router, api)
    _add_telling(router, api)
    agent_routes.add_routes(router, deps, door)
    sent_file_routes.add_routes(router, deps, door)
    customer_file_routes.add_routes(router, deps, door)
    face_routes.add_routes(router, deps)
    return router


def _add_talking(router: APIRouter, api: "_WebChatApi") -> None:
    """Add the routes that open a conversation, send a message and follow the events."""
    router.add_api_route(
        "/conversations",
        api.start,
        methods=["POST"],
        status_code=status.HTTP_201_CREATED,
        summary="Open a conversation",
        responses=errors(ErrorCode.TOO_MANY_REQUESTS, ErrorCode.INVALID_REQUEST, closed=False),
    )
    router.add_api_route(
        f"{CONVERSATION}/messages",
        api.send,
        methods=["POST"],
        status_code=status.HTTP_202_ACCEPTED,
        summary="Send a message; a repeat with the same client id changes nothing",
        responses=errors(
            ErrorCode.BODY_TOO_LARGE,
            ErrorCode.TEXT_TOO_LONG,
            ErrorCode.MESSAGE_ID_USED,
            ErrorCode.TOO_MANY_FILES,
            ErrorCode.TOO_MANY_REQUESTS,
            ErrorCode.BUSY,
        ),
    )
    router.add_api_route(
        f"{CONVERSATION}/events",
        api.follow,
        methods=["GET"],
        summary="Follow the conversation as server-sent events",
        response_class=EventStreamResponse,
        responses={
            200: {
                "model": StreamEvent,
                "description": "Each event's data is this JSON; its id is the sequence.",
                "content": {EventStreamResponse.media_type: {"example": _EXAMPLE}},
            },
            **errors(ErrorCode.TOO_MANY_REQUESTS),
        },
    )


def _add_telling(router: APIRouter, api: "_WebChatApi") -> None:
    """Add the routes that rate a reply and identify the customer."""
    router.add_api_route(
        f"{CONVERSATION}/messages/{{message_id}}/rating",
        api.rate,
        methods=["POST"],
        summary="Say whether a reply helped; the last word counts",
        responses=errors(ErrorCode.INVALID_REQUEST, ErrorCode.TOO_MANY_REQUESTS),
    )
    router.add_api_route(
        f"{CONVERSATION}/identity",
        api.identify,
        methods=["POST"],
        status_code=status.HTTP_204_NO_CONTENT,
        summary="Say who is signed in on the page; a repeat with the same token changes nothing",
        responses=errors(
            ErrorCode.IDENTITY_REFUSED,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.TOO_MANY_REQUESTS,
            ErrorCode.UNAVAILABLE,
        ),
    )


@dataclass(frozen=True, slots=True)
class _WebChatApi:
    """Answer the requests of the routes."""

    deps: WebChat
    door: Door

    async def start(
        self,
        request: Request,
        background: BackgroundTasks,
        body: StartConversation | None = None,
    ) -> Started:
        per_minute, network = self.deps.settings.conversations_per_minute, network_of(request)
        await self.door.allow(f"start:{network}", per_minute)
        wish = body or StartConversation()
        token = mint_token()
        started = ConversationStarted(
            conversation_id=ConversationId(secrets.token_urlsafe(16)),
            at=self.deps.clock.now(),
            channel=ChannelKind.WEBCHAT,
            account_id=ACCOUNT,
            contact_id=ContactId(secrets.token_urlsafe(16)),  # anonymous, and new each time
            language=wish.known_language(),
            token_sha256=digest(token),
            page_url=wish.public_page(),
        )
        await self.deps.log.start(started)
        self.deps.access.remember(started)
        background.add_task(self.door.note_arrival, network)
        return Started(conversation_id=started.conversation_id, token=token)

    async def send(
        self,
        request: Request,
        background: BackgroundTasks,
        conversation_id: Id,
        body: SendMessage,
        bearer: Bearer,
    ) -> SentMessage:
        conversation = await self.door.admit(request, conversation_id, bearer)
        text = body.clean_text()
        if not text and not body.attachments:
            raise RefusedError(ErrorCode.TEXT_EMPTY)
        if len(text) > self.deps.settings.max_chars:
            raise RefusedError(ErrorCode.TEXT_TOO_LONG, max_chars=self.deps.settings.max_chars)
        # Client ids are made by pages: two conversations may come to the same one.
        message_id = f"{conversation}:{body.client_message_id}"
        await self.door.make_room(request, conversation, message_id)
        await self.door.allow(f"send:{conversation}", self.deps.settings.messages_per_minute)
        files = await named_files(self.deps, conversation, body.attachments)
        accepted = await self.deps.inbox.receive(
            InboundMessage(
                conversation_id=conversation,
                channel=ChannelKind.WEBCHAT,
                account_id=ACCOUNT,
                provider_message_id=message_id,
                text=text,
                kind=kind_of(files),
                attachments=files,
                page_product=without_controls(body.product).strip(),
                page_category=without_controls(body.category).strip(),
                page_basket=body.page_basket(),
                sent_at=self.deps.clock.now(),
            )
        )
        if accepted.differs:
            raise RefusedError(ErrorCode.MESSAGE_ID_USED)
        if accepted.is_new:
            # Other pages of the conversation; after the answer, the customer's own need not wait.
            background.add_task(
                self.door.announce, conversation, Notice(sequence=accepted.sequence)
            )
        return SentMessage(message_id=accepted.message_id, sequence=accepted.sequence)

    async def follow(
        self,
        request: Request,
        conversation_id: Id,
        bearer: Bearer,
        last_event_id: _LastEventId = 0,
    ) -> EventStreamResponse:
        conversation = await self.door.enter(
            request, conversation_id, bearer, "follow", per_minute=_STREAMS_PER_MINUTE
        )
        if not self.deps.streams.has_room(conversation):
            raise RefusedError(ErrorCode.TOO_MANY_REQUESTS, retry_after_s=MINUTE_S)
        token = self.deps.access.renewed(conversation, bearer.credentials) if bearer else ""
        follow = partial(self.deps.streams.follow, conversation, after=last_event_id, token=token)
        return EventStreamResponse(lambda stop: follow(stop=stop))

    async def rate(
        self,
        request: Request,
        conversation_id: Id,
        message_id: Id,
        body: RateReply,
        bearer: Bearer,
    ) -> RatedReply:
        conversation = await self.door.enter(request, conversation_id, bearer, "rate")
        events = await self.door.events(conversation)
        if not any(isinstance(e, ReplyWritten) and e.message_id == message_id for e in events):
            raise RefusedError(ErrorCode.NOT_FOUND)
        rated = ReplyRated(
            conversation_id=conversation,
            at=self.deps.clock.now(),
            message_id=MessageId(message_id),
            helpful=body.helpful,
        )
        past = [e for e in events if isinstance(e, ReplyRated) and e.message_id == message_id]
        if not past or past[-1].helpful is not body.helpful:
            await self.door.append(rated)
        return RatedReply(message_id=message_id, helpful=body.helpful)

    async def identify(
        self, request: Request, conversation_id: Id, body: Identify, bearer: Bearer
    ) -> None:
        conversation = await self.door.enter(
            request, conversation_id, bearer, "identify", per_minute=_PROOFS_PER_MINUTE
        )
        if self.deps.identifier is None:
            raise RefusedError(ErrorCode.IDENTITY_NOT_OFFERED)
        state = await self.door.state(conversation)
        outcome = await self.deps.identifier.attempt(state, BySignIn(token=body.token))
        if outcome.events:
            await self.deps.log.append(conversation, outcome.events)
        match outcome:
            case Proven():
                return
            case Unavailable():
                raise RefusedError(ErrorCode.UNAVAILABLE)
            case NotOffered():
                raise RefusedError(ErrorCode.IDENTITY_NOT_OFFERED)
            case _:
                reason = outcome.reason if isinstance(outcome, TokenRefused) else "refused"
                log.info("webchat.identity_refused", reason=reason)
                raise RefusedError(ErrorCode.IDENTITY_REFUSED)
