"""The web chat's HTTP side: open a conversation, send, follow, rate.

A message is acknowledged when it is in the log; its answer comes through the event stream.
"""

import ipaddress
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationStarted, ReplyRated, ReplyWritten
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, InboundMessage
from assistant.identity.attempts import BySignIn, NotOffered, Proven, TokenRefused, Unavailable
from assistant.ports import BrokerUnavailableError
from assistant.web.errors import TABLE, Code, ErrorBody, RefusedError
from integrations.webchat.access import digest, mint_token
from integrations.webchat.notices import Notice
from integrations.webchat.parts import WebChat
from integrations.webchat.payloads import (
    Identify,
    Rate,
    Rated,
    SendMessage,
    Sent,
    StartConversation,
    Started,
    StreamEvent,
    describe,
)
from integrations.webchat.stream import EventStreamResponse

PREFIX = "/api/webchat/v1"
ACCOUNT = AccountId("webchat")  # one widget per installation

_MINUTE_S = 60.0
_STREAMS_PER_MINUTE = 60  # of one conversation: pages that reconnect through a bad network
_RATINGS_PER_MINUTE = 30  # of one conversation
_PROOFS_PER_MINUTE = 10  # of one conversation: a page asks once when it opens
_LOOKUPS_PER_MINUTE = 120  # from one address, of conversations this process has not in mind

_EXAMPLE = (
    'id: 4\ndata: {"type":"message","author":"assistant","text":"You have 30 days.",'
    '"sources":[{"title":"Returns","url":"https://shop.example/returns",'
    '"quote":"You have 30 days.","language":"en","score":0.91}],"kind":"answered"}\n\n'
)

log = structlog.get_logger()

_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="the conversation's token")),
]
_LastEventId = Annotated[
    int, Header(alias="Last-Event-ID", ge=0, lt=2**53, description="resume after this id")
]


def routes(deps: WebChat) -> APIRouter:
    """Return the API below `PREFIX`; errors are answered by `assistant.web.errors`."""
    router = APIRouter(prefix=PREFIX, tags=["web chat"])
    api = _Api(deps)
    conversation = "/conversations/{conversation_id}"
    router.add_api_route(
        "/conversations",
        api.start,
        methods=["POST"],
        status_code=status.HTTP_201_CREATED,
        summary="Open a conversation",
        responses=_errors(Code.TOO_MANY_REQUESTS, Code.INVALID_REQUEST),
    )
    router.add_api_route(
        f"{conversation}/messages",
        api.send,
        methods=["POST"],
        status_code=status.HTTP_202_ACCEPTED,
        summary="Send a message; a repeat with the same client id changes nothing",
        responses=_errors(
            *_CLOSED, Code.BODY_TOO_LARGE, Code.TEXT_TOO_LONG, Code.TOO_MANY_REQUESTS
        ),
    )
    router.add_api_route(
        f"{conversation}/events",
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
            **_errors(*_CLOSED, Code.TOO_MANY_REQUESTS),
        },
    )
    router.add_api_route(
        f"{conversation}/messages/{{message_id}}/rating",
        api.rate,
        methods=["POST"],
        summary="Say whether a reply helped; the last word counts",
        responses=_errors(*_CLOSED, Code.INVALID_REQUEST, Code.TOO_MANY_REQUESTS),
    )
    router.add_api_route(
        f"{conversation}/identity",
        api.identify,
        methods=["POST"],
        status_code=status.HTTP_204_NO_CONTENT,
        summary="Say who is signed in on the page; a repeat with the same token changes nothing",
        responses=_errors(
            *_CLOSED,
            Code.IDENTITY_REFUSED,
            Code.INVALID_REQUEST,
            Code.TOO_MANY_REQUESTS,
            Code.UNAVAILABLE,
        ),
    )
    return router


_CLOSED = (Code.UNAUTHORIZED, Code.CONVERSATION_NOT_FOUND)


def _errors(*codes: Code) -> dict[int | str, dict[str, Any]]:
    return {
        TABLE[code].status: {"model": ErrorBody, "description": TABLE[code].en} for code in codes
    }


@dataclass(frozen=True, slots=True)
class _Api:
    """The routes' functions; what each needs is declared in its signature."""

    deps: WebChat

    async def start(self, request: Request, body: StartConversation | None = None) -> Started:
        per_minute = self.deps.settings.conversations_per_minute
        await self._allow(f"start:{_address(request)}", per_minute)
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
        return Started(conversation_id=started.conversation_id, token=token)

    async def send(
        self,
        request: Request,
        background: BackgroundTasks,
        conversation_id: _Id,
        body: SendMessage,
        bearer: _Bearer,
    ) -> Sent:
        conversation = await self._admit(request, conversation_id, bearer)
        text = body.clean_text()
        if not text:
            raise RefusedError(Code.TEXT_EMPTY)
        if len(text) > self.deps.settings.max_chars:
            raise RefusedError(Code.TEXT_TOO_LONG, max_chars=self.deps.settings.max_chars)
        await self._allow(f"send:{conversation}", self.deps.settings.messages_per_minute)
        accepted = await self.deps.inbox.receive(
            InboundMessage(
                conversation_id=conversation,
                channel=ChannelKind.WEBCHAT,
                account_id=ACCOUNT,
                # Client ids are made by pages: two conversations may come to the same one.
                provider_message_id=f"{conversation}:{body.client_message_id}",
                text=text,
                sent_at=self.deps.clock.now(),
            )
        )
        if accepted.is_new:
            # Other pages of the conversation; after the answer, the customer's own need not wait.
            background.add_task(self._announce, conversation, Notice(sequence=accepted.sequence))
        return Sent(message_id=accepted.message_id, sequence=accepted.sequence)

    async def follow(
        self,
        request: Request,
        conversation_id: _Id,
        bearer: _Bearer,
        last_event_id: _LastEventId = 0,
    ) -> EventStreamResponse:
        conversation = await self._admit(request, conversation_id, bearer)
        await self._allow(f"follow:{conversation}", _STREAMS_PER_MINUTE)
        if not self.deps.streams.has_room(conversation):
            raise RefusedError(Code.TOO_MANY_REQUESTS, retry_after_s=_MINUTE_S)
        follow = partial(self.deps.streams.follow, conversation, after=last_event_id)
        return EventStreamResponse(lambda stop: follow(stop=stop))

    async def rate(
        self,
        request: Request,
        conversation_id: _Id,
        message_id: _Id,
        body: Rate,
        bearer: _Bearer,
    ) -> Rated:
        conversation = await self._admit(request, conversation_id, bearer)
        await self._allow(f"rate:{conversation}", _RATINGS_PER_MINUTE)
        events = [stored.event for stored in (await self.deps.log.read(conversation)).events]
        if not any(isinstance(e, ReplyWritten) and e.message_id == message_id for e in events):
            raise RefusedError(Code.NOT_FOUND)
        rated = ReplyRated(
            conversation_id=conversation,
            at=self.deps.clock.now(),
            message_id=MessageId(message_id),
            helpful=body.helpful,
        )
        past = [e for e in events if isinstance(e, ReplyRated) and e.message_id == message_id]
        if not past or past[-1].helpful is not body.helpful:
            (stored,) = await self.deps.log.append(conversation, [rated])
            sequence = stored.sequence
            await self._announce(
                conversation,
                Notice(sequence=sequence, follows=sequence - 1, data=describe(rated) or b""),
            )
        return Rated(message_id=message_id, helpful=body.helpful)

    async def identify(
        self, request: Request, conversation_id: _Id, body: Identify, bearer: _Bearer
    ) -> None:
        conversation = await self._admit(request, conversation_id, bearer)
        await self._allow(f"identify:{conversation}", _PROOFS_PER_MINUTE)
        if self.deps.identifier is None:
            raise RefusedError(Code.IDENTITY_NOT_OFFERED)
        events = (stored.event for stored in (await self.deps.log.read(conversation)).events)
        state = Conversation.fold(conversation, events)
        outcome = await self.deps.identifier.attempt(state, BySignIn(token=body.token))
        if outcome.events:
            await self.deps.log.append(conversation, outcome.events)
        match outcome:
            case Proven():
                return
            case Unavailable():
                raise RefusedError(Code.UNAVAILABLE)
            case NotOffered():
                raise RefusedError(Code.IDENTITY_NOT_OFFERED)
            case _:
                reason = outcome.reason if isinstance(outcome, TokenRefused) else "refused"
                log.info("webchat.identity_refused", reason=reason)
                raise RefusedError(Code.IDENTITY_REFUSED)

    async def _admit(
        self, request: Request, conversation_id: str, bearer: HTTPAuthorizationCredentials | None
    ) -> ConversationId:
        """Return the conversation that the token opens.

        A token that does not open it and a conversation that never was are answered alike.
        """
        if bearer is None:
            raise RefusedError(Code.UNAUTHORIZED)
        conversation = ConversationId(conversation_id)
        if not self.deps.access.is_cached(conversation):
            await self._allow(f"lookup:{_address(request)}", _LOOKUPS_PER_MINUTE)
        if not await self.deps.access.opens(conversation, bearer.credentials):
            raise RefusedError(Code.CONVERSATION_NOT_FOUND)
        return conversation

    async def _allow(self, key: str, per_minute: int) -> None:
        """Refuse what comes too fast; without the counter all may pass, the chat matters more."""
        try:
            allowance = await self.deps.limits.allow(
                f"webchat:{key}", limit=per_minute, per_s=_MINUTE_S
            )
        except BrokerUnavailableError:
            log.warning("webchat.not_counted")
            return
        if not allowance.allowed:
            raise RefusedError(Code.TOO_MANY_REQUESTS, retry_after_s=allowance.retry_after_s)

    async def _announce(self, conversation: ConversationId, notice: Notice) -> None:
        """Tell open pages; one that is not told finds it in the log at its next heartbeat."""
        try:
            await self.deps.fanout.publish(conversation, notice.encode())
        except BrokerUnavailableError:
            log.warning("webchat.not_announced")


def _address(request: Request) -> str:
    """Return who to count for: the address, of IPv6 the network, which is one household's."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:  # noqa: PLR2004 - as in IPv6
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
