"""Append changes of a conversation that are no new messages, each decided on its present state.

The appends are fenced by the conversation's version.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from assistant.conversation.conversation import ROUTED, Conversation, ConversationStatus
from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ContactOptedIn,
    ContactOptedOut,
    ConversationEvent,
    ConversationReleased,
    CustomerReacted,
    CustomerReferred,
    CustomerWrote,
    HandoffRequested,
    MessageEdited,
    MessageRevoked,
    ReplyDelivered,
    ReplyStatusReported,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import DeliveryStatus
from assistant.desk.fenced_append import append_decided
from assistant.desk.handoff.lost_replies import hand_over
from assistant.messages.channels.updates import (
    EchoArrived,
    EditArrived,
    ReactionArrived,
    ReferralArrived,
    RevocationArrived,
)
from assistant.ports import Clock, EventLog

_Decide = Callable[[Conversation, Sequence[ConversationEvent]], Sequence[ConversationEvent]]

_AGAIN = "~"
_MOST_SENDS = 3


class TooEarlyError(Exception):
    """Say that the message or contact of an update has not come yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Append the events that follow from updates; a repeat finds nothing left to append."""

    events: EventLog
    clock: Clock

    async def change(
        self,
        conversation_id: ConversationId,
        target: MessageId,
        update: ReactionArrived | EditArrived | RevocationArrived,
    ) -> None:
        """Append a reaction to a message, its edit or its revocation.

        Raises:
            TooEarlyError: the customer's message is not there yet.
        """

        def decide(
            _: Conversation, past: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            event = self._event(conversation_id, target, update)
            if isinstance(event, CustomerReacted):
                return () if _last_reaction(past, target) == event.emoji else (event,)
            ids = {one.message_id for one in past if isinstance(one, CustomerWrote)}
            if target not in ids:
                raise TooEarlyError(target)
            return () if _is_done(past, event) else (event,)

        await self._append(conversation_id, decide)

    async def echo(
        self, conversation_id: ConversationId, update: EchoArrived, *, message_id: MessageId
    ) -> None:
        """Append a reply that somebody else sent: it takes the conversation, and answers it."""

        def decide(
            conversation: Conversation, past: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            if any(isinstance(e, ReplyWritten) and e.message_id == message_id for e in past):
                return ()
            now = self.clock.now()
            reply = ReplyWritten(
                conversation_id=conversation_id,
                at=now,
                message_id=message_id,
                author=Author.AGENT,
                kind=ReplyKind.WRITTEN,
                text=update.text or f"[{update.kind}]",
                language=conversation.language or "fr",
                answers=tuple(
                    wrote.message_id
                    for wrote in conversation.unanswered
                    if wrote.sent_at is None or wrote.sent_at <= update.at
                ),
            )
            gone = ReplyDelivered(
                conversation_id=conversation_id,
                at=now,
                message_id=message_id,
                provider_message_id=update.provider_message_id,
            )
            return (reply, gone)

        await self._append(conversation_id, decide)

    async def failed(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        """Hand the conversation to a person after a reply that the channel did not deliver.

        False: nobody has to know, or a person knows already.
        """

        def decide(
            conversation: Conversation, past: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            told, reply = _failure(past, message_id), _reply(past, message_id)
            if told is None or reply is None or _reply(past, _next(message_id)[0]) is not None:
                return ()
            if _was_handed_over(past, told):
                return ()
            return hand_over(conversation, reply, told.code, self.clock.now())

        return await self._append(conversation_id, decide)

    async def send_again(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        """Write a reply again that the channel accepted and did not deliver; False: no more.

        It is another message, so that the status of each stays true.
        """
        again, number = _next(message_id)

        def decide(
            conversation: Conversation, past: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            reply = _reply(past, message_id)
            enough = number > _MOST_SENDS or _reply(past, again) is not None
            if reply is None or enough or _failure(past, message_id) is None:
                return ()
            if reply.author is Author.AGENT and conversation.status is not ConversationStatus.OPEN:
                return ()  # it would take the conversation back
            if reply.author is Author.ASSISTANT and conversation.reach.person_wrote:
                return ()  # no word of the assistant comes after a person's
            anew = replace(reply, at=self.clock.now(), message_id=again, answers=(), client_id="")
            return (anew,)

        return await self._append(conversation_id, decide)

    async def lose_control(self, conversation_id: ConversationId, *, rule: str) -> None:
        """Note that somebody else has the conversation: the assistant is silent."""

        def decide(
            conversation: Conversation, _: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            asked = conversation.awaits_person  # or the assistant would go on
            persons = conversation.status in (ConversationStatus.OPEN, ConversationStatus.SNOOZED)
            if persons and not asked:
                return ()
            return (
                HandoffRequested(
                    conversation_id=conversation_id,
                    at=self.clock.now(),
                    reason=Reason.CHOSEN,
                    rule=rule,
                ),
            )

        await self._append(conversation_id, decide)

    async def gain_control(self, conversation_id: ConversationId, *, rule: str) -> bool:
        """Note that the conversation is ours again; False: an agent has it, or it was ours."""

        def decide(
            conversation: Conversation, _: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            now = conversation.ownership
            elsewhere = now.handoff is not None and now.handoff.rule.startswith(ROUTED)
            if now.status is not ConversationStatus.OPEN or not elsewhere or now.claimed:
                return ()
            return (
                ConversationReleased(
                    conversation_id=conversation_id, at=self.clock.now(), rule=rule
                ),
            )

        return bool(await self._append(conversation_id, decide))

    async def referred(self, conversation_id: ConversationId, update: ReferralArrived) -> None:
        """Append the referral by which the customer came back; a repeat has the same moment."""

        def decide(
            _: Conversation, past: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            event = CustomerReferred(
                conversation_id=conversation_id,
                at=self.clock.now(),
                referral=update.referral,
                came_at=update.at,
            )
            known = [(e.referral, e.came_at) for e in past if isinstance(e, CustomerReferred)]
            return () if (event.referral, event.came_at) in known else (event,)

        await self._append(conversation_id, decide)

    async def preference(self, conversation_id: ConversationId, *, opted_out: bool) -> None:
        """Append the preference on unasked messages that the customer set at the channel itself."""

        def decide(
            conversation: Conversation, _: Sequence[ConversationEvent]
        ) -> tuple[ConversationEvent, ...]:
            if conversation.reach.opted_out == opted_out:
                return ()
            kind = ContactOptedOut if opted_out else ContactOptedIn
            return (kind(conversation_id=conversation_id, at=self.clock.now()),)

        await self._append(conversation_id, decide)

    def _event(
        self,
        conversation_id: ConversationId,
        target: MessageId,
        update: ReactionArrived | EditArrived | RevocationArrived,
    ) -> CustomerReacted | MessageEdited | MessageRevoked:
        at = self.clock.now()
        match update:
            case ReactionArrived(emoji=emoji):
                return CustomerReacted(
                    conversation_id=conversation_id, at=at, message_id=target, emoji=emoji
                )
            case EditArrived(text=text):
                return MessageEdited(
                    conversation_id=conversation_id, at=at, message_id=target, text=text
                )
            case RevocationArrived():
                return MessageRevoked(conversation_id=conversation_id, at=at, message_id=target)
            case _:
                assert_never(update)

    async def _append(self, conversation_id: ConversationId, decide: _Decide) -> bool:
        done = await append_decided(
            self.events,
            conversation_id,
            lambda conversation, past: decide(conversation, [stored.event for stored in past]),
        )
        return bool(done.stored)


def _next(message_id: MessageId) -> tuple[MessageId, int]:
    """Return the id under which a reply is written anew, and which send of it that is."""
    first, _, tries = message_id.partition(_AGAIN)
    number = int(tries or 1) + 1
    return MessageId(f"{first}{_AGAIN}{number}"), number


def _reply(past: Sequence[ConversationEvent], message_id: MessageId) -> ReplyWritten | None:
    replies = (event for event in past if isinstance(event, ReplyWritten))
    return next((one for one in replies if one.message_id == message_id), None)


def _failure(
    past: Sequence[ConversationEvent], message_id: MessageId
) -> ReplyStatusReported | None:
    """Return the last reported status of a message, if that is a failure."""
    told = [e for e in past if isinstance(e, ReplyStatusReported) and e.message_id == message_id]
    return told[-1] if told and told[-1].status is DeliveryStatus.FAILED else None


def _was_handed_over(past: Sequence[ConversationEvent], told: ReplyStatusReported) -> bool:
    """Return whether the conversation was handed to a person after a failure was reported."""
    return any(isinstance(event, HandoffRequested) for event in past[past.index(told) :])


def _last_reaction(past: Sequence[ConversationEvent], target: MessageId) -> str:
    for event in reversed(past):
        if isinstance(event, CustomerReacted) and event.message_id == target:
            return event.emoji
    return ""


def _is_done(past: Sequence[ConversationEvent], event: MessageEdited | MessageRevoked) -> bool:
    """Return whether the message was taken back, or is as `event` says already."""
    for one in reversed(past):
        if isinstance(one, MessageRevoked) and one.message_id == event.message_id:
            return True
        if isinstance(one, MessageEdited) and one.message_id == event.message_id:
            return isinstance(event, MessageEdited) and one.text == event.text
    return False
