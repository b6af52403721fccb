"""The state of one conversation: a fold over its events, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self, assert_never

from assistant.conversation.copilot_events import CopilotUsed, HandoffSummarised
from assistant.conversation.dealings import DealingEvent, Dealings
from assistant.conversation.events import (
    ANSWERING,
    Author,
    CodeSent,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationReleased,
    ConversationResolved,
    ConversationStarted,
    CustomerWrote,
    IdentityProven,
    IdentityRefused,
    MessageEdited,
    MessageRevoked,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.handling import OwnershipEvent
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.conversation_message import Language
from assistant.conversation.conversation_model_events import ModelUsed, SentenceJudged
from assistant.conversation.ownership import Ownership, ConversationStatus
from assistant.conversation.progress import ConversationProgress
from assistant.conversation.conversation_reach import Reach
from assistant.conversation.reach_events import ReachEvent

__all__ = ["Conversation", "ConversationStatus"]

EARLIER = 4
"""Messages kept beside those that wait for an answer: what is said now may lean on them."""

_PROVING = (CodeSent, IdentityProven, IdentityRefused)

_ENDING = (ConversationReleased, ConversationResolved, ConversationMerged)
"""What a human stretch ends with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as of its last event."""

    conversation_id: ConversationId
    started: ConversationStarted | None = None
    language: Language | None = None  # of the last turn, else of the page
    unanswered: tuple[CustomerWrote, ...] = ()  # oldest first
    earlier: tuple[str, ...] = ()  # the customer's last words that are answered, oldest first;
    # without those that were to prove who they are
    proving: bool = False  # whether those that wait are
    last_reply: ReplyWritten | None = None
    replies: int = 0  # by the assistant
    dealings: Dealings = field(
        default_factory=Dealings
    )  # with the shop: identity, what was read back
    ownership: Ownership = field(default_factory=Ownership)
    progress: ConversationProgress = field(default_factory=ConversationProgress)
    model_tokens: int = 0  # that a language model has used for it
    reach: Reach = field(default_factory=Reach)

    @property
    def topic(self) -> str:
        """What a follow-up leans on: nothing that was said before a person gave it back."""
        last, released = self.last_reply, self.ownership.released_at
        if last is None or (released is not None and last.at <= released):
            return ""
        return last.topic

    @property
    def status(self) -> ConversationStatus:
        """Who is expected to act next."""
        return self.ownership.status

    @classmethod
    def fold(cls, conversation_id: ConversationId, events: Iterable[ConversationEvent]) -> Self:
        """Return the state after `events`, which come oldest first."""
        state = cls(conversation_id=conversation_id)
        for event in events:
            state = state.after(event)
        return state

    def after(self, event: ConversationEvent) -> Self:  # noqa: C901, PLR0911  # one line a case
        """Return the state after one more event."""
        match event:
            case ConversationStarted():
                return replace(self, started=event, language=event.language)
            case CustomerWrote():
                return replace(
                    self,
                    unanswered=_in_order(self.unanswered, event),
                    ownership=self.ownership.after_message(event),
                    reach=self.reach.after_message(event),
                )
            case TurnTaken():
                progress = self.progress.after_turn(event)
                return replace(self, language=event.language, progress=progress)
            case ReplyWritten():
                return self._replied(event)
            case ModelUsed():
                used = event.prompt + event.completion
                return replace(self, model_tokens=self.model_tokens + used)
            case ReplyRejected():
                return replace(self, reach=self.reach.after_rejection(event))
            case (
                ReplyDelivered()
                | ReplyRated()
                | SentenceJudged()
                | CopilotUsed()
                | HandoffSummarised()
            ):
                return self
            case _ if isinstance(event, ReachEvent):
                return self._reached(event)
            case _ if isinstance(event, DealingEvent):
                return self._dealt(event)
            case _ if isinstance(event, OwnershipEvent):
                return self._handled(event)
            case _:
                assert_never(event)

    def _dealt(self, event: DealingEvent) -> Self:
        tried = isinstance(event, _PROVING) and bool(self.unanswered)
        proving = self.proving or tried
        return replace(self, dealings=self.dealings.after(event), proving=proving)

    def _replied(self, event: ReplyWritten) -> Self:
        left = self._without(event.answers)
        answered = (wrote.text for wrote in self.unanswered if wrote not in left)
        said = () if self.proving else tuple(answered)
        unread = tuple(wrote.message_id for wrote in left)
        return replace(
            self,
            unanswered=left,
            earlier=(*self.earlier, *said)[-EARLIER:],
            proving=False,
            last_reply=event,
            replies=self.replies + (event.author is Author.ASSISTANT),
            dealings=self.dealings.after_reply(unread),
            ownership=self.ownership.after_reply(event),
            progress=self.progress.after_reply(event),
            reach=self.reach.after_reply(event),
        )

    def _reached(self, event: ReachEvent) -> Self:
        left = self.unanswered
        if isinstance(event, MessageRevoked):
            left = self._without(event.answers)
        elif isinstance(event, MessageEdited):
            left = tuple(
                replace(wrote, text=event.text) if wrote.message_id == event.message_id else wrote
                for wrote in left
            )
        return replace(self, unanswered=left, reach=self.reach.after(event))

    def _handled(self, event: OwnershipEvent) -> Self:
        if isinstance(event, ConversationErased):
            return replace(
                self,
                unanswered=(),
                earlier=(),
                dealings=Dealings(),
                ownership=Ownership(status=ConversationStatus.RESOLVED),
                reach=Reach(),
            )
        left = self.unanswered
        if isinstance(event, ANSWERING):
            left = self._without(event.answers)
        ownership = self.ownership.after(event, unanswered=bool(left))
        ends = isinstance(event, _ENDING)
        return replace(
            self,
            unanswered=left,
            ownership=ownership,
            progress=ConversationProgress() if ends else self.progress,
            reach=self.reach.after_release() if self._returns(event) else self.reach,
        )

    def _returns(self, event: OwnershipEvent) -> bool:
        """Return whether a person gives the conversation back with `event`."""
        was_theirs = self.ownership.status in (ConversationStatus.OPEN, ConversationStatus.SNOOZED)
        return was_theirs and isinstance(event, ConversationReleased)

    def _without(self, answered: tuple[MessageId, ...]) -> tuple[CustomerWrote, ...]:
        return tuple(wrote for wrote in self.unanswered if wrote.message_id not in answered)


def _in_order(
    unanswered: tuple[CustomerWrote, ...], event: CustomerWrote
) -> tuple[CustomerWrote, ...]:
    """Return the messages with one more, before those that the channel says were sent after it."""
    if event.sent_at is None:
        return (*unanswered, event)
    at = len(unanswered)
    while at and (sent := unanswered[at - 1].sent_at) is not None and sent > event.sent_at:
        at -= 1
    return (*unanswered[:at], event, *unanswered[at:])
