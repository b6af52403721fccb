"""Take a client's request as a customer's message in a conversation, and wait for the reply.

It goes the way of every message: into the log, to a worker, through guard and gate. So an answer
survives a crash of either side, and people of the shop see the conversation like any other.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import ConversationStarted, ReplyWritten
from assistant.conversation.ids import ContactId, ConversationId
from assistant.conversation.message import ChannelKind, InboundMessage, Language
from assistant.kit.fault_log import report
from assistant.kit.web.web_errors import ErrorCode
from assistant.messages.inbox import Inbox
from assistant.messages.load_gate import LoadGate, Pressure
from assistant.operations.identity.attempts import (
    BySignIn,
    Proven,
    Unavailable,
)
from assistant.operations.identity.ports import CustomerIdentifier
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
"""After this time without a notice the log is read all the same."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRequest:
    """Hold a client's request whose messages are in the log."""

    conversation_id: ConversationId
    called: str
    sequence: int  # of the last of them
    message_ids: frozenset[str]
    missed: Replies  # written since the last answer, not yet given to the client
    past: PastConversation
    may_repeat: bool  # the same request, sent again, adds no message

    @property
    def with_people(self) -> bool:
        """Return whether a person has the conversation, so that no reply is waited for."""
        return self.past.state.status is not ConversationStatus.PENDING

    @property
    def language(self) -> Language | None:
        """Return the language of the conversation so far."""
        return self.past.state.language


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConversations:
    """Accept the messages of clients, and wait for the replies."""

    events: EventLog
    inbox: Inbox
    fanout: Fanout
    clock: Clock
    identifier: CustomerIdentifier | None  # None: no customer can be identified
    load: LoadGate | None = None  # None: every request is accepted, however many wait

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

        `token` is the shop's proof of the customer's identity, `repeat` the client's name for a
        request that it may send again, `past` the conversation if it was read already.

        Raises:
            ApiError: more messages come than are answered now, the token is not accepted, or
                another customer's request, or one with other words, had the same name.
            LogUnavailableError: nothing is accepted.
        """
        await self._make_room(client, asked, token, repeat)
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

    async def _make_room(
        self, client: Client, asked: ClientRequest, token: str, repeat: str
    ) -> None:
        """Refuse a request while many more messages come than the workers answer.

        A repeat of one that was accepted gets its answer.
        """
        pressure = await self.load.pressure() if self.load else Pressure()
        if not pressure.is_shut:
            return
        if is_known_again(asked, repeat):
            conversation_id = client.conversation(asked.called or name_new(client, repeat, token))
            last = _provided(conversation_id, names(asked, repeat)[-1])
            if await self.events.has_accepted(client.account, last):
                return
        message = "more messages come than are answered now: send the same request again"
        raise ApiError(503, ErrorCode.BUSY.value, message, retry_after_s=pressure.wait_s)

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
                    provider_message_id=_provided(conversation_id, name),
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
        """Return a conversation by the client's name for it.

        Raises:
            UnknownConversationError: it was never begun, or was erased.
        """
        conversation_id = client.conversation(called)
        return read_through(
            called, conversation_id, (await self.events.read(conversation_id)).events
        )

    async def now(self, past: PastConversation) -> Conversation:
        """Return a conversation with the events that were added since it was read."""
        state = past.state
        record = await self.events.read(state.conversation_id, after=past.sequence)
        for stored in record.events:
            state = state.after(stored.event)
        return state

    async def replies(
        self, accepting: AcceptedRequest, *, wait_s: float
    ) -> AsyncGenerator[Replies | str, None]:
        """Yield drafts of the reply while it is written, then the replies to the accepted messages.

        "" means that the log was read and has no reply yet. The final reply begins with the last
        draft.

        Raises:
            ApiError: there is no reply in time, or the log cannot be read; the messages are kept.
            UnknownConversationError: the conversation was erased meanwhile.
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


def _provided(conversation_id: ConversationId, name: str) -> str:
    """Return the provider's id of a message: its name within its conversation."""
    return f"{conversation_id}:{name}"


def _no_answer(
    accepting: AcceptedRequest, status: int, code: str, *, retry_after_s: float
) -> ApiError:
    """Return the error of a request whose messages were kept but not answered in time."""
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
    """Yield drafts as they come, and "" when the log has to be read: at once and every `LOOK_S`."""
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
