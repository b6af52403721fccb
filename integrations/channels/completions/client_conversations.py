"""One request as a customer's message in a conversation, and the reply to it.

It goes the way of every message: into the log, to a worker, through guard and gate. So an answer
survives a crash of either side, and people of the shop see the conversation like any other.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationStarted, ReplyWritten
from assistant.conversation.ids import ContactId, ConversationId
from assistant.conversation.message import ChannelKind, InboundMessage, Language
from assistant.kit.fault_log import report
from assistant.operations.identity.attempts import (
    Attempt,
    AttemptOutcome,
    BySignIn,
    Proven,
    Unavailable,
)
from assistant.ports import Accepted, Clock, EventLog, Fanout, PortError, UnknownConversationError
from integrations.channels.completions.api_errors import ApiError
from integrations.channels.completions.channel import draft_of
from integrations.channels.completions.chat_request import ClientRequest
from integrations.channels.completions.clients import Client
from integrations.channels.completions.past_conversation import (
    PastConversation,
    Replies,
    is_known_again,
    message_id,
    name_new,
    names,
    read_through,
    refuse_going_on,
    refuse_other_words,
)

LOOK_S = 2.0
"""After which the log is looked at though nobody was told of anything."""

log = structlog.get_logger()


class CompletionsInbox(Protocol):
    """What takes customer messages: `assistant.messages.inbox.Inbox`."""

    async def receive(self, message: InboundMessage) -> Accepted:
        """Keep a message, once; see there."""
        ...


class CompletionsIdentifier(Protocol):
    """What says who a customer is: `assistant.operations.identity.identifier.Identifier`."""

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        """Return what an attempt comes to; see there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRequest:
    """A customer's messages, in the log."""

    conversation_id: ConversationId
    called: str
    sequence: int  # of the last of them
    message_ids: frozenset[str]
    missed: Replies  # what was written since the answer before
    past: PastConversation
    may_repeat: bool  # the same request, sent again, says nothing twice

    @property
    def with_people(self) -> bool:
        """Whether people answer, when they can: nothing is waited for."""
        return self.past.state.status is not ConversationStatus.PENDING

    @property
    def language(self) -> Language | None:
        """Return the language of the conversation so far."""
        return self.past.state.language


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConversations:
    """Takes what clients ask, and waits for what is answered."""

    events: EventLog
    inbox: CompletionsInbox
    fanout: Fanout
    clock: Clock
    identifier: CompletionsIdentifier | None  # None: nobody is vouched for

    async def accept(
        self,
        client: Client,
        asked: ClientRequest,
        *,
        token: str,
        repeat: str,
        past: PastConversation | None = None,
    ) -> AcceptedRequest:
        """Put the customer's messages into the log, once each.

        `token` is the shop's word for who the customer is, `repeat` what a client calls a request
        that it sends again, `past` the conversation if it was read.

        Raises:
            ApiError: the token is not taken, or a request with other words or of another customer
                was called the same.
            LogUnavailableError: nothing is accepted.
        """
        called = asked.called or name_new(client, repeat, token)
        if past is None:
            await self._open(client, client.conversation(called))
            past = await self.read(client, called)
        refuse_other_words(past, asked, repeat)
        if token:
            await self._identify(client, past.state, token)
        elif not asked.called:
            refuse_going_on(past, repeat)
        accepted = await self._receive(client, past, asked, repeat)
        if any(not one.is_new and one.message_id not in past.wrote for one in accepted):
            refuse_other_words(await self.read(client, called), asked, repeat)
        return AcceptedRequest(
            conversation_id=past.state.conversation_id,
            called=called,
            sequence=max(one.sequence for one in accepted),
            message_ids=frozenset(one.message_id for one in accepted),
            missed=past.missed if accepted[-1].is_new else (),
            past=past,
            may_repeat=is_known_again(asked, repeat),
        )

    async def _receive(
        self, client: Client, past: PastConversation, asked: ClientRequest, repeat: str
    ) -> list[Accepted]:
        conversation_id = past.state.conversation_id
        return [
            await self.inbox.receive(
                InboundMessage(
                    conversation_id=conversation_id,
                    channel=ChannelKind.API,
                    account_id=client.account,
                    provider_message_id=f"{conversation_id}:{name}",
                    message_id=message_id(conversation_id, name),
                    text=text,
                    sent_at=self.clock.now(),
                    call=asked.call,
                    confirms=asked.confirms,
                )
            )
            for name, text in zip(names(asked, repeat), asked.texts, strict=True)
        ]

    async def read(self, client: Client, called: str) -> PastConversation:
        """Return what was said in a conversation.

        Raises:
            UnknownConversationError: it was never begun, or was erased.
        """
        conversation_id = client.conversation(called)
        return read_through(
            called, conversation_id, (await self.events.read(conversation_id)).events
        )

    async def now(self, past: PastConversation) -> Conversation:
        """Return a conversation with what came since it was read."""
        state = past.state
        record = await self.events.read(state.conversation_id, after=past.sequence)
        for stored in record.events:
            state = state.after(stored.event)
        return state

    async def replies(
        self, accepting: AcceptedRequest, *, wait_s: float
    ) -> AsyncGenerator[Replies | str, None]:
        """Yield how far a reply has come, and then the replies to what was accepted.

        "" is a look in vain. What a reply has come to is what it begins with.

        Raises:
            ApiError: there is none in time, or it cannot be looked for; what was accepted is kept.
            UnknownConversationError: it was erased meanwhile.
        """
        try:
            async with (
                self.fanout.subscribe(accepting.conversation_id) as notices,
                aclosing(_looks(notices)) as looks,
                aclosing(self._heard(accepting, looks, wait_s)) as hearing,
            ):
                async for heard in hearing:
                    yield heard
        except UnknownConversationError:
            raise
        except PortError as error:
            report("completions.port_failed", error)
            raise _no_answer(accepting, 503, "unavailable", retry_after_s=2) from None

    async def _heard(
        self, accepting: AcceptedRequest, looks: AsyncIterator[str], wait_s: float
    ) -> AsyncGenerator[Replies | str, None]:
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait_s
        async for draft in looks:
            if draft:
                yield draft
                continue
            found = await self._found(accepting)
            if found or accepting.with_people:
                yield found
                return
            if loop.time() >= ends:
                raise _no_answer(accepting, 504, "timeout", retry_after_s=1)
            yield ""

    async def _open(self, client: Client, conversation_id: ConversationId) -> None:
        await self.events.start(
            ConversationStarted(
                conversation_id=conversation_id,
                at=self.clock.now(),
                channel=ChannelKind.API,
                account_id=client.account,
                contact_id=ContactId(conversation_id),
                operates=client.operates,
            )
        )

    async def _identify(self, client: Client, state: Conversation, token: str) -> None:
        if not client.operates or self.identifier is None:
            message = "X-Customer-Token: this key is for questions only, no customer is known to it"
            raise ApiError(403, "identity_not_offered", message)
        outcome = await self.identifier.attempt(state, BySignIn(token=token))
        if outcome.events:
            await self.events.append(state.conversation_id, outcome.events)
        if isinstance(outcome, Unavailable):
            message = "who the customer is cannot be found out now: try again"
            raise ApiError(503, "unavailable", message, retry_after_s=5)
        if not isinstance(outcome, Proven):
            log.info("completions.identity_refused")
            message = "X-Customer-Token: it is not taken: expired, used, or not the shop's"
            raise ApiError(403, "identity_refused", message)

    async def _found(self, accepting: AcceptedRequest) -> Replies:
        record = await self.events.read(accepting.conversation_id, after=accepting.sequence)
        replies = [one.event for one in record.events if isinstance(one.event, ReplyWritten)]
        return tuple(
            one for one in replies if not one.answers or accepting.message_ids & {*one.answers}
        )


def _no_answer(
    accepting: AcceptedRequest, status: int, code: str, *, retry_after_s: float
) -> ApiError:
    """Return that the customer was heard, and what to do for the answer."""
    if accepting.may_repeat:
        message = "there is no answer yet: send the same request again"
    else:
        message = (
            "there is no answer yet, but the message is kept: do not send it again, or it is said"
            " twice. Go on in this conversation_id; a request with an Idempotency-Key can be sent"
            " again for its answer"
        )
    return ApiError(
        status,
        code,
        message,
        retry_after_s=retry_after_s if accepting.may_repeat else None,
        may_repeat=accepting.may_repeat,
        conversation_id=accepting.called,
    )


async def _looks(notices: AsyncIterator[bytes]) -> AsyncGenerator[str, None]:
    """Yield drafts as they come; "" when the log is to be looked at: at once, and now and then."""
    upcoming = asyncio.ensure_future(anext(notices))
    draft = ""
    try:
        while True:
            yield draft
            await asyncio.wait((upcoming,), timeout=LOOK_S)
            draft = ""
            if upcoming.done():
                draft = draft_of(upcoming.result())
                upcoming = asyncio.ensure_future(anext(notices))
    finally:
        upcoming.cancel()
        await asyncio.wait((upcoming,))  # `notices` cannot close while it is awaited
