"""One request as a customer's message in a conversation, and the reply to it.

It goes the way of every message: into the log, to a worker, through guard and gate. So an answer
survives a crash of either side, and people of the shop see the conversation like any other.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import structlog

from assistant.conversation.conversation import Conversation, Status
from assistant.conversation.events import (
    ConversationStarted,
    CustomerWrote,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, InboundMessage, Language
from assistant.identity.attempts import Attempt, BySignIn, Outcome, Proven, Unavailable
from assistant.ports import Accepted, Clock, EventLog, Fanout
from integrations.completions.channel import draft_of
from integrations.completions.clients import Client
from integrations.completions.payloads import Asked
from integrations.completions.refusals import ApiError

Replies = tuple[ReplyWritten, ...]

LOOK_S = 2.0
"""After which the log is looked at though nobody was told of anything."""

log = structlog.get_logger()


class Inbox(Protocol):
    """What takes customer messages: `assistant.inbox.Inbox`."""

    async def receive(self, message: InboundMessage) -> Accepted:
        """Keep a message, once; see there."""
        ...


class Identifier(Protocol):
    """What says who a customer is: `assistant.identity.prove.Identifier`."""

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> Outcome:
        """Return what an attempt comes to; see there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """A customer's messages, in the log."""

    conversation_id: ConversationId
    called: str
    sequence: int  # of the last of them
    message_ids: frozenset[str]
    missed: Replies  # what was written since the answer before
    past: "Past"

    @property
    def with_people(self) -> bool:
        """Whether people answer, when they can: nothing is waited for."""
        return self.past.state.status is not Status.PENDING

    @property
    def language(self) -> Language | None:
        """Return the language of the conversation so far."""
        return self.past.state.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A conversation as it was read."""

    called: str
    state: Conversation
    wrote: Mapping[str, int]  # each message of the customer's, and its sequence, in order
    missed: Replies  # what was written since the last of them had its answer
    sequence: int  # of the last event


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Takes what clients ask, and waits for what is answered."""

    events: EventLog
    inbox: Inbox
    fanout: Fanout
    clock: Clock
    identifier: Identifier | None  # None: nobody is vouched for

    async def accept(
        self, client: Client, asked: Asked, *, token: str, repeat: str, past: Past | None = None
    ) -> Accepting:
        """Put the customer's messages into the log, once each.

        `token` is the shop's word for who the customer is, `repeat` what a client calls a request
        that it sends again, `past` the conversation if it was read.

        Raises:
            ApiError: the token is not taken.
            LogUnavailableError: nothing is accepted.
        """
        called = asked.called or _named_after(asked, repeat)
        conversation_id = client.conversation(called)
        if past is None:
            await self._open(client, conversation_id)
            past = await self.read(client, called)
        if token:
            await self._identify(client, past.state, token)
        accepted = [
            await self.inbox.receive(
                InboundMessage(
                    conversation_id=conversation_id,
                    channel=ChannelKind.API,
                    account_id=client.account,
                    provider_message_id=f"{conversation_id}:{name}",
                    message_id=_message_id(conversation_id, name),
                    text=text,
                    sent_at=self.clock.now(),
                    call=asked.call,
                    confirms=asked.confirms,
                )
            )
            for name, text in _named(asked, repeat)
        ]
        return Accepting(
            conversation_id=conversation_id,
            called=called,
            sequence=max(one.sequence for one in accepted),
            message_ids=frozenset(one.message_id for one in accepted),
            missed=past.missed if accepted[-1].is_new else (),
            past=past,
        )

    async def read(self, client: Client, called: str) -> Past:
        """Return what was said in a conversation.

        Raises:
            UnknownConversationError: it was never begun, or was erased.
        """
        conversation_id = client.conversation(called)
        return _past(called, conversation_id, (await self.events.read(conversation_id)).events)

    async def now(self, past: Past) -> Conversation:
        """Return a conversation with what came since it was read."""
        state = past.state
        record = await self.events.read(state.conversation_id, after=past.sequence)
        for stored in record.events:
            state = state.after(stored.event)
        return state

    async def replies(
        self, accepting: Accepting, *, wait_s: float
    ) -> AsyncGenerator[Replies | str, None]:
        """Yield how far a reply has come, and then the replies to what was accepted.

        "" is a look in vain. What a reply has come to is what it begins with.

        Raises:
            ApiError: there is none in time; the same request sent again may find it.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait_s
        async with (
            self.fanout.subscribe(accepting.conversation_id) as notices,
            aclosing(_looks(notices)) as looks,
        ):
            async for draft in looks:
                if draft:
                    yield draft
                    continue
                found = await self._found(accepting)
                if found or accepting.with_people:
                    yield found
                    return
                if loop.time() >= ends:
                    message = "there is no answer yet: send the same request again"
                    raise ApiError(504, "timeout", message, retry_after_s=1)
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

    async def _found(self, accepting: Accepting) -> Replies:
        record = await self.events.read(accepting.conversation_id, after=accepting.sequence)
        replies = [one.event for one in record.events if isinstance(one.event, ReplyWritten)]
        return tuple(
            one for one in replies if not one.answers or accepting.message_ids & {*one.answers}
        )


def _named(asked: Asked, repeat: str) -> list[tuple[str, str]]:
    """Return each text with what makes it the same if the request is sent again.

    A request with its past is told from any other by that; one message alone is not, for a
    customer may say the same twice.
    """
    same = repeat or asked.transcript
    name = hashlib.sha256(same.encode()).hexdigest()[:32] if same else uuid4().hex
    return [(f"{name}-{at}", text) for at, text in enumerate(asked.texts)]


def was_said(past: Past, asked: Asked, repeat: str) -> bool:
    """Whether a request came before: its messages stand in the conversation."""
    conversation_id = past.state.conversation_id
    ids = [_message_id(conversation_id, name) for name, _ in _named(asked, repeat)]
    return bool(repeat) and all(one in past.wrote for one in ids)


def _named_after(asked: Asked, repeat: str) -> str:
    """Return what a new conversation is called: a repeat comes to the one that it began."""
    if not repeat:
        return uuid4().hex
    return hashlib.sha256("\n".join((repeat, *asked.texts)).encode()).hexdigest()[:32]


def _message_id(conversation_id: ConversationId, name: str) -> MessageId:
    return MessageId(hashlib.sha256(f"{conversation_id}:{name}".encode()).hexdigest()[:32])


def _past(called: str, conversation_id: ConversationId, events: Iterable[StoredEvent]) -> Past:
    """Read a conversation through, once.

    A request is answered by the first reply to it, but for one that found people in charge: what
    else was written since, by people or as they said, was missed.
    """
    state = Conversation(conversation_id=conversation_id)
    missed: list[ReplyWritten] = []
    wrote: dict[str, int] = {}
    awaited, sequence = False, 0
    for stored in events:
        event, sequence = stored.event, stored.sequence
        if isinstance(event, CustomerWrote):
            missed, awaited = [], state.status is Status.PENDING
            wrote[event.message_id] = sequence
        elif isinstance(event, ReplyWritten):
            missed += [] if awaited else [event]
            awaited = False
        state = state.after(event)
    return Past(called=called, state=state, wrote=wrote, missed=tuple(missed), sequence=sequence)


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
