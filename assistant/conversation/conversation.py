"""The state of one conversation: a fold over its events, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self, assert_never

from assistant.conversation.dealings import Dealing, Dealings
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language


class Status(StrEnum):
    """Who is expected to act next."""

    PENDING = "pending"  # the assistant
    OPEN = "open"  # a person
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as of its last event."""

    conversation_id: ConversationId
    started: ConversationStarted | None = None
    status: Status = Status.PENDING
    language: Language | None = None  # of the last turn, else of the page
    unanswered: tuple[CustomerWrote, ...] = ()  # oldest first
    last_reply: ReplyWritten | None = None
    replies: int = 0  # by the assistant
    dealings: Dealings = field(
        default_factory=Dealings
    )  # with the shop: identity, what was read back

    @classmethod
    def fold(cls, conversation_id: ConversationId, events: Iterable[ConversationEvent]) -> Self:
        """Return the state after `events`, which come oldest first."""
        state = cls(conversation_id=conversation_id)
        for event in events:
            state = state.after(event)
        return state

    def after(self, event: ConversationEvent) -> Self:
        """Return the state after one more event."""
        match event:
            case ConversationStarted():
                return replace(self, started=event, language=event.language)
            case CustomerWrote():
                return replace(self, unanswered=(*self.unanswered, event))
            case TurnTaken():
                return replace(self, language=event.language)
            case ReplyWritten():
                left = tuple(w for w in self.unanswered if w.message_id not in event.answers)
                written = self.replies + (event.author is Author.ASSISTANT)
                unread = tuple(wrote.message_id for wrote in left)
                dealings = self.dealings.after_reply(unread)
                return replace(
                    self, unanswered=left, last_reply=event, replies=written, dealings=dealings
                )
            case HandoffRequested() | ReplyDelivered() | ReplyRejected() | ReplyRated():
                return self
            case _ if isinstance(event, Dealing):
                return replace(self, dealings=self.dealings.after(event))
            case _:
                assert_never(event)
