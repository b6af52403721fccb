"""Check the token and the rate of every request to the web chat."""

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import AccountId, ConversationId
from assistant.desk.attachment_store import (
    Attachments,
    AttachmentsUnavailableError,
    StoredFile,
    UnknownAttachmentError,
)
from assistant.kit.web.middleware import is_own_host, network_of
from assistant.kit.web.web_errors import TABLE, ErrorBody, ErrorCode, RefusedError
from assistant.ports import BrokerUnavailableError
from integrations.channels.webchat.channel import Notice
from integrations.channels.webchat.webchat_parts import WebChat
from integrations.channels.webchat.wire_bodies import describe

ACCOUNT = AccountId("webchat")  # one widget per installation
CONVERSATION = "/conversations/{conversation_id}"
MINUTE_S = 60.0
_PER_MINUTE = 30  # of one conversation: a page asks for the wait every 15 s
TYPING_PER_MINUTE = 60  # of one conversation: a page tells of typing every 2 s, in one tab
_WRONG_PER_MINUTE = 120  # tokens from one network that open nothing
_CLOSED = (ErrorCode.UNAUTHORIZED, ErrorCode.CONVERSATION_NOT_FOUND)

log = structlog.get_logger()

Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="the conversation's token")),
]


def errors(*codes: ErrorCode, closed: bool = True) -> dict[int | str, dict[str, Any]]:
    """Return the errors of a route, for its documentation; `closed` adds those of a wrong token."""
    return {
        TABLE[code].status: {"model": ErrorBody, "description": TABLE[code].en}
        for code in (*(_CLOSED if closed else ()), *codes)
    }


async def read_file(store: Attachments | None, file_id: str, *, unread: str) -> StoredFile:
    """Return a file; `unread` is the log's event if it cannot be read now.

    Raises:
        RefusedError: there is no such file, or it cannot be read now.
    """
    if store is None:
        raise RefusedError(ErrorCode.NOT_FOUND)
    try:
        return await store.read(file_id)
    except UnknownAttachmentError:
        raise RefusedError(ErrorCode.NOT_FOUND) from None
    except AttachmentsUnavailableError:
        log.warning(unread)
        raise RefusedError(ErrorCode.UNAVAILABLE) from None


@dataclass(frozen=True, slots=True)
class Door:
    """Let requests with a conversation's token in, but not too often."""

    deps: WebChat

    async def admit(
        self, request: Request, conversation_id: str, bearer: HTTPAuthorizationCredentials | None
    ) -> ConversationId:
        """Return the conversation that the token opens.

        A wrong token and an unknown conversation are answered alike, and counted alike: after too
        many tries, a refusal tells nothing more. A token that opens its conversation is never
        counted for its network, which a whole office or a proxy may share.

        Raises:
            RefusedError: there is no token, or it opens nothing, or too many were tried.
        """
        if bearer is None:
            raise RefusedError(ErrorCode.UNAUTHORIZED)
        conversation = ConversationId(conversation_id)
        if self.deps.access.knows(conversation, bearer.credentials):
            return conversation
        if not await self.deps.access.opens(conversation, bearer.credentials):
            await self.allow(f"wrong:{network_of(request)}", _WRONG_PER_MINUTE)
            raise RefusedError(ErrorCode.CONVERSATION_NOT_FOUND)
        return conversation

    async def enter(
        self,
        request: Request,
        conversation_id: str,
        bearer: HTTPAuthorizationCredentials | None,
        to: str,
        *,
        per_minute: int = _PER_MINUTE,
    ) -> ConversationId:
        """Return the conversation that the token opens, and count the request.

        `to` names the route in the counter.

        Raises:
            RefusedError: see `admit` and `allow`.
        """
        conversation = await self.admit(request, conversation_id, bearer)
        await self.allow(f"{to}:{conversation}", per_minute)
        return conversation

    async def events(self, conversation: ConversationId) -> list[ConversationEvent]:
        """Return all events of a conversation, in order."""
        return [stored.event for stored in (await self.deps.log.read(conversation)).events]

    async def state(self, conversation: ConversationId) -> Conversation:
        """Return the state of a conversation."""
        return Conversation.fold(conversation, await self.events(conversation))

    async def append(self, event: ConversationEvent) -> None:
        """Append an event, and tell open pages of it."""
        (stored,) = await self.deps.log.append(event.conversation_id, [event])
        notice = Notice(
            sequence=stored.sequence, follows=stored.sequence - 1, data=describe(event) or b""
        )
        await self.announce(event.conversation_id, notice)

    async def allow(self, key: str, per_minute: int) -> None:
        """Refuse a request that comes too fast; while the counter is unavailable, all are allowed.

        Raises:
            RefusedError: there were too many requests in this minute.
        """
        try:
            allowance = await self.deps.limits.allow(
                f"webchat:{key}", limit=per_minute, per_s=MINUTE_S
            )
        except BrokerUnavailableError:
            log.warning("webchat.not_counted")
            return
        if not allowance.allowed:
            raise RefusedError(ErrorCode.TOO_MANY_REQUESTS, retry_after_s=allowance.retry_after_s)

    async def make_room(
        self, request: Request, conversation: ConversationId, message_id: str
    ) -> None:
        """Refuse a message while more come than the workers answer; first those of one address.

        A repeat of one that was accepted under `message_id` gets its acknowledgement.

        Raises:
            RefusedError: the page is to send it again in a moment.
        """
        if self.deps.load is None:
            return
        pressure = await self.deps.load.pressure()
        if not pressure.wait_s:
            return
        if pressure.is_shut or not await self._has_fair_share(request):
            await self.allow(f"repeat:{conversation}", _PER_MINUTE)  # else refusals read the log
            if await self.deps.log.has_accepted(ACCOUNT, message_id):
                return
            wait_s = pressure.wait_s * random.uniform(0.5, 1.5)  # noqa: S311 - so that pages do not come back at once
            raise RefusedError(ErrorCode.BUSY, retry_after_s=wait_s)

    async def _has_fair_share(self, request: Request) -> bool:
        """Count a message for its network while the workers are behind.

        This machine's own address is a proxy that hides all customers, and is nobody's share.
        """
        is_own = request.client is None or is_own_host(request.client.host)
        if self.deps.load is None or is_own:
            return True
        try:
            allowance = await self.deps.limits.allow(
                f"webchat:share:{network_of(request)}",
                limit=self.deps.load.limits.fair_per_minute,
                per_s=MINUTE_S,
            )
        except BrokerUnavailableError:
            return True
        return allowance.allowed

    async def note_arrival(self, network: str) -> None:
        """Count a conversation for its network, so that doctor sees a proxy that hides them all."""
        if self.deps.arrivals is None:
            return
        with suppress(BrokerUnavailableError):
            await self.deps.arrivals.note(network)

    async def note_typing(self, conversation: ConversationId) -> None:
        """Keep that the customer writes: they are listened to before they are answered."""
        if self.deps.typing is None:
            return
        with suppress(BrokerUnavailableError):
            await self.deps.typing.note(conversation, self.deps.clock.now())

    async def announce(self, topic: ConversationId, notice: Notice) -> None:
        """Tell open pages of an event; a page that misses it finds it at a heartbeat."""
        try:
            await self.deps.fanout.publish(topic, notice.encode())
        except BrokerUnavailableError:
            log.warning("webchat.not_announced")
