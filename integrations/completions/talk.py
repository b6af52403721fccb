"""One request as a customer's message in a conversation, and the reply to it.

It goes the way of every message: into the log, to a worker, through guard and gate. So an answer
survives a crash of either side, and people of the shop see the conversation like any other.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
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
from assistant.conversation.ids import ContactId, ConversationId
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
    with_people: bool  # who answer when they can: nothing is waited for
    language: Language | None  # of the conversation so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Takes what clients ask, and waits for what is answered."""

    events: EventLog
    inbox: Inbox
    fanout: Fanout
    clock: Clock
    identifier: Identifier | None  # None: nobody is vouched for

    async def accept(self, client: Client, asked: Asked, *, token: str, repeat: str) -> Accepting:
        """Put the customer's messages into the log, once each.

        `token` is the shop's word for who the customer is, `repeat` what a client calls a request
        that it sends again.

        Raises:
            ApiError: the token is not taken.
            LogUnavailableError: nothing is accepted.
        """
        called = asked.called or uuid4().hex
        conversation_id = client.conversation(called)
        await self._open(client, conversation_id)
        past = (await self.events.read(conversation_id)).events
        state = Conversation.fold(conversation_id, (stored.event for stored in past))
        if token:
            await self._identify(client, state, token)
        accepted = [
            await self.inbox.receive(
                InboundMessage(
                    conversation_id=conversation_id,
                    channel=ChannelKind.API,
                    account_id=client.account,
                    provider_message_id=f"{conversation_id}:{name}",
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
            missed=_missed(conversation_id, past) if accepted[-1].is_new else (),
            with_people=state.status is not Status.PENDING,
            language=state.language,
        )

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


def _missed(conversation_id: ConversationId, past: Iterable[StoredEvent]) -> Replies:
    """Return what was written since the last request had its answer: by people, or as they said.

    A request is answered by the first reply to it, but for one that found people in charge.
    """
    state = Conversation(conversation_id=conversation_id)
    missed: list[ReplyWritten] = []
    awaited = False
    for stored in past:
        event = stored.event
        if isinstance(event, CustomerWrote):
            missed, awaited = [], state.status is Status.PENDING
        elif isinstance(event, ReplyWritten):
            missed += [] if awaited else [event]
            awaited = False
        state = state.after(event)
    return tuple(missed)


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
