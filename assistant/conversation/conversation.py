"""The state of one conversation: a fold over its events, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self, assert_never

from assistant.conversation.dealings import Dealing, Dealings
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
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.handling import Handling
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language
from assistant.conversation.model_events import ModelUsed, SentenceJudged
from assistant.conversation.ownership import Ownership, Status
from assistant.conversation.progress import Progress

__all__ = ["Conversation", "Status"]

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
    progress: Progress = field(default_factory=Progress)
    model_tokens: int = 0  # that a language model has used for it

    @property
    def topic(self) -> str:
        """What a follow-up leans on: nothing that was said before a person gave it back."""
        last, released = self.last_reply, self.ownership.released_at
        if last is None or (released is not None and last.at <= released):
            return ""
        return last.topic

    @property
    def status(self) -> Status:
        """Who is expected to act next."""
        return self.ownership.status

    @classmethod
    def fold(cls, conversation_id: ConversationId, events: Iterable[ConversationEvent]) -> Self:
        """Return the state after `events`, which come oldest first."""
        state = cls(conversation_id=conversation_id)
        for event in events:
            state = state.after(event)
        return state

    def after(self, event: ConversationEvent) -> Self:  # noqa: PLR0911  # one line a case
        """Return the state after one more event."""
        match event:
            case ConversationStarted():
                return replace(self, started=event, language=event.language)
            case CustomerWrote():
                unanswered = (*self.unanswered, event)
                ownership = self.ownership.after_message(event)
                return replace(self, unanswered=unanswered, ownership=ownership)
            case TurnTaken():
                progress = self.progress.after_turn(event)
                return replace(self, language=event.language, progress=progress)
            case ReplyWritten():
                return self._replied(event)
            case ModelUsed():
                used = event.prompt + event.completion
                return replace(self, model_tokens=self.model_tokens + used)
            case ReplyDelivered() | ReplyRejected() | ReplyRated() | SentenceJudged():
                return self
            case _ if isinstance(event, Dealing):
                tried = isinstance(event, _PROVING) and bool(self.unanswered)
                proving = self.proving or tried
                return replace(self, dealings=self.dealings.after(event), proving=proving)
            case _ if isinstance(event, Handling):
                return self._handled(event)
            case _:
                assert_never(event)

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
        )

    def _handled(self, event: Handling) -> Self:
        if isinstance(event, ConversationErased):
            return replace(
                self,
                unanswered=(),
                earlier=(),
                dealings=Dealings(),
                ownership=Ownership(status=Status.RESOLVED),
            )
        left = self.unanswered
        if isinstance(event, ANSWERING):
            left = self._without(event.answers)
        ownership = self.ownership.after(event, unanswered=bool(left))
        progress = Progress() if isinstance(event, _ENDING) else self.progress
        return replace(self, unanswered=left, ownership=ownership, progress=progress)

    def _without(self, answered: tuple[MessageId, ...]) -> tuple[CustomerWrote, ...]:
        return tuple(wrote for wrote in self.unanswered if wrote.message_id not in answered)
