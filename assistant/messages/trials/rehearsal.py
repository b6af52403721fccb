"""Play a conversation with the turn of the product, without a channel and without a log."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import Call
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.desk.moves.conversation_moves import Denied, Move
from assistant.messages.steps.turn_step import TurnStep, take_steps
from assistant.operations.shop_rules import Method
from assistant.ports import Clock
from assistant.understanding.personal_data.payment_data import masked

MAX_STEPS = 10
"""Turns that one message may take: its own, and one for each yes in it."""


class StuckError(RuntimeError):
    """Say that a message stays unanswered however often its turn is taken, or a move is denied."""


@dataclass(slots=True)
class MovableClock:
    """Tell a time that an evaluation sets."""

    at: datetime  # aware, UTC

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


@dataclass(frozen=True, slots=True)
class AlwaysStaffed:
    """Give the outlook of a desk where an agent is always there."""

    clock: Clock

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        del conversation, reason
        return Outlook(at=self.clock.now(), timezone=ZoneInfo("UTC"), open=True, staffed=True)


@dataclass(slots=True, kw_only=True)
class Rehearsal:
    """Hold a conversation, and take its turns message by message."""

    turn: TurnStep
    clock: Clock
    before: tuple[TurnStep, ...] = ()  # steps that are taken before the turn
    conversation: Conversation = field(
        default_factory=lambda: Conversation(conversation_id=ConversationId(uuid4().hex))
    )
    events: list[ConversationEvent] = field(default_factory=list, init=False)  # all of them

    async def say(
        self, *texts: str, call: Call | None = None, page: str = "", category: str = ""
    ) -> tuple[ConversationEvent, ...]:
        """Write these messages as one burst; return all that follows from them.

        `call` is the operation that a program asks for with each of them, `page` the product
        and `category` the category that the customer sees meanwhile.

        Raises:
            StuckError: something is left unanswered.
        """
        for text in texts:
            self.fold(
                CustomerWrote(
                    conversation_id=self.conversation.conversation_id,
                    at=self.clock.now(),
                    message_id=MessageId(uuid4().hex),
                    text=masked(text),  # as the inbox does
                    call=call,
                    page_product=page,
                    page_category=category,
                )
            )
        return await self.answer()

    async def answer(self) -> tuple[ConversationEvent, ...]:
        """Take turns until nothing is unanswered, as the worker does."""
        followed: list[ConversationEvent] = []
        for _ in range(MAX_STEPS):
            if not self.conversation.to_answer:
                return tuple(followed)
            events = await take_steps((*self.before, self.turn), self.conversation)
            if not events:
                return tuple(followed)
            self.fold(*events)
            followed.extend(events)
        raise StuckError

    async def decide(self, move: Move) -> tuple[ConversationEvent, ...]:
        """Make an agent's move; return its events, and all that follows from it.

        Raises:
            StuckError: it cannot be done with the conversation as it is.
        """
        decided = move(self.conversation, self.clock.now())
        if isinstance(decided, Denied):
            raise StuckError(decided.why)
        self.fold(*decided)
        return (*decided, *await self.answer())

    def sign_in(self, customer_id: CustomerId) -> None:
        """Let the shop's page prove a customer."""
        self.fold(
            IdentityProven(
                conversation_id=self.conversation.conversation_id,
                at=self.clock.now(),
                customer_id=customer_id,
                method=Method.SIGNED_IN,
            )
        )

    def fold(self, *events: ConversationEvent) -> None:
        """Take up events, as if they had been recorded."""
        self.events.extend(events)
        for event in events:
            self.conversation = self.conversation.after(event)


def reply_in(events: tuple[ConversationEvent, ...]) -> ReplyWritten:
    """Return the last reply among events.

    Raises:
        LookupError: there is none.
    """
    replies = [event for event in events if isinstance(event, ReplyWritten)]
    if not replies:
        raise LookupError
    return replies[-1]
