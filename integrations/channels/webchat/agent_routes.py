"""Serve the routes of a customer who waits for, writes to or rates a person of the shop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from fastapi import APIRouter, Request, status

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationResolved,
    ReplyStatusReported,
    ReplyWritten,
    SatisfactionRated,
    StoredEvent,
)
from assistant.conversation.message import DeliveryStatus
from assistant.desk.nudges import customer_typing_topic
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from integrations.channels.webchat.channel import Notice
from integrations.channels.webchat.door import (
    CONVERSATION,
    TYPING_PER_MINUTE,
    Bearer,
    Door,
    Id,
    errors,
)
from integrations.channels.webchat.webchat_parts import WebChat
from integrations.channels.webchat.wire_bodies import (
    RateConversation,
    SeenUpTo,
    WaitBody,
    describe_typing,
)

E = TypeVar("E")

_READ = DeliveryStatus.READ


def add_routes(router: APIRouter, deps: WebChat, door: Door) -> None:
    """Add the routes below a conversation."""
    api = _AgentRoutes(deps, door)
    router.add_api_route(
        f"{CONVERSATION}/wait",
        api.wait,
        methods=["POST"],
        summary="Ask how long a person takes",
        responses=errors(ErrorCode.TOO_MANY_REQUESTS),
    )
    router.add_api_route(
        f"{CONVERSATION}/typing",
        api.typing,
        methods=["POST"],
        status_code=status.HTTP_204_NO_CONTENT,
        summary="Tell that the customer writes; whoever answers waits for it, or sees it",
        responses=errors(ErrorCode.TOO_MANY_REQUESTS),
    )
    router.add_api_route(
        f"{CONVERSATION}/seen",
        api.seen,
        methods=["POST"],
        status_code=status.HTTP_204_NO_CONTENT,
        summary="Let the person who answers see that it is read; a repeat changes nothing",
        responses=errors(ErrorCode.INVALID_REQUEST, ErrorCode.TOO_MANY_REQUESTS),
    )
    router.add_api_route(
        f"{CONVERSATION}/satisfaction",
        api.rate,
        methods=["POST"],
        status_code=status.HTTP_204_NO_CONTENT,
        summary="Say how it was, once a person has resolved it; the first word counts",
        responses=errors(
            ErrorCode.NOT_FOUND, ErrorCode.INVALID_REQUEST, ErrorCode.TOO_MANY_REQUESTS
        ),
    )


@dataclass(frozen=True, slots=True)
class _AgentRoutes:
    deps: WebChat
    door: Door

    async def wait(self, request: Request, conversation_id: Id, bearer: Bearer) -> WaitBody:
        conversation = await self.door.enter(request, conversation_id, bearer, "wait")
        state = await self.door.state(conversation)
        if (
            self.deps.waits is None
            or state.status is not ConversationStatus.OPEN
            or state.ownership.claimed
        ):
            return WaitBody()
        wait = await self.deps.waits.wait(state)
        return WaitBody(
            position=wait.position,
            minutes=wait.minutes,
            opens_at=wait.opens_at,
            opens=wait.opens or None,
        )

    async def typing(self, request: Request, conversation_id: Id, bearer: Bearer) -> None:
        conversation = await self.door.enter(
            request, conversation_id, bearer, "typing", per_minute=TYPING_PER_MINUTE
        )
        await self.door.note_typing(conversation)
        writes = Notice(data=describe_typing(Author.CUSTOMER, active=True))
        await self.door.announce(customer_typing_topic(conversation), writes)

    async def seen(
        self, request: Request, conversation_id: Id, body: SeenUpTo, bearer: Bearer
    ) -> None:
        """Note that an agent's replies are read; for the assistant's replies it is not noted."""
        conversation = await self.door.enter(request, conversation_id, bearer, "seen")
        events = (await self.deps.log.read(conversation)).events
        read = {e.message_id for e in _of_type(events, ReplyStatusReported) if e.status is _READ}
        new = [
            ReplyStatusReported(
                conversation_id=conversation,
                at=self.deps.clock.now(),
                message_id=stored.event.message_id,
                status=_READ,
            )
            for stored in events
            if isinstance(stored.event, ReplyWritten)
            and stored.event.author is Author.AGENT
            and stored.sequence <= body.sequence
            and stored.event.message_id not in read
        ]
        if new:
            await self.deps.log.append(conversation, new)

    async def rate(
        self, request: Request, conversation_id: Id, body: RateConversation, bearer: Bearer
    ) -> None:
        conversation = await self.door.enter(request, conversation_id, bearer, "satisfaction")
        events = await self.door.events(conversation)
        asked = [n for n, event in enumerate(events) if _asks(event)]
        if not asked:
            raise RefusedError(ErrorCode.NOT_FOUND)
        if any(isinstance(event, SatisfactionRated) for event in events[asked[-1] :]):
            return
        rated = SatisfactionRated(
            conversation_id=conversation,
            at=self.deps.clock.now(),
            score=body.score,
            comment=body.comment.strip(),
        )
        await self.door.append(rated)


def _of_type(events: Iterable[StoredEvent], kind: type[E]) -> Iterator[E]:
    return (stored.event for stored in events if isinstance(stored.event, kind))


def _asks(event: object) -> bool:
    return isinstance(event, ConversationResolved) and event.by is not None
