"""Fold events into the state of one conversation, and answer questions about it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Self, assert_never

from assistant.conversation.consents import ALERTING
from assistant.conversation.dealing_events import OfferMade
from assistant.conversation.dealings import DealingEvent, Dealings
from assistant.conversation.event_base import ReplyKind
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
    EventUnread,
    ExperimentExposed,
    IdentityProven,
    IdentityRefused,
    MessageEdited,
    MessageRevoked,
    OperationDone,
    PhotoDescribed,
    ReplyDelivered,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language, MessageKind
from assistant.conversation.model_events import (
    CopilotUsed,
    HandoffSummarised,
    ModelUsed,
    SentenceJudged,
    ToolCalled,
)
from assistant.conversation.ownership import ROUTED, ConversationStatus, Ownership, Stage
from assistant.conversation.ownership_events import OwnershipEvent
from assistant.conversation.product_search import ProductSearch
from assistant.conversation.reach import Reach
from assistant.conversation.reach_events import ReachEvent

__all__ = ["ROUTED", "Conversation", "ConversationStatus"]

_AT_A_LOSS = frozenset({ReplyKind.ABSTAINED, ReplyKind.REFUSED})
_STANDING = frozenset({ReplyKind.SMALL_TALK, ReplyKind.NOTICE, ReplyKind.HANDED_OFF})
"""Kinds of reply that count neither as a step nor as a standstill."""

INSULT = "insult"
"""The signal in `TurnTaken.signals`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationProgress:
    """Count the signs that a conversation gets nowhere: no answer, no step, insults."""

    abstained: int = 0  # replies in a row that knew no answer
    stalled: int = 0  # replies in a row that brought the customer no further
    insults: int = 0  # turns with one
    said: str = ""  # the last reply that was a step, word for word: said again, it is none

    def after_turn(self, event: TurnTaken) -> "ConversationProgress":
        """Return the counts after a turn was taken."""
        return replace(self, insults=self.insults + 1) if INSULT in event.signals else self

    def after_reply(self, event: ReplyWritten) -> "ConversationProgress":
        """Return the counts after a reply; a person's reply sets them to zero."""
        if event.author is Author.AGENT:
            return ConversationProgress()
        return self.with_reply(event.kind, event.text)

    def with_reply(self, kind: ReplyKind, text: str) -> "ConversationProgress":
        """Return the counts after a reply of the assistant."""
        if kind in _STANDING:
            return self
        if kind in _AT_A_LOSS:
            abstained = self.abstained + (kind is ReplyKind.ABSTAINED)
            return replace(self, abstained=abstained, stalled=self.stalled + 1)
        again = text == self.said
        return replace(self, abstained=0, stalled=self.stalled + 1 if again else 0, said=text)


MOST_SEEN = 12  # products that were shown, to be spoken of again
EARLIER = 4

TALK = 12
"""Things said that are kept, by customer and shop together."""

MOST_OF_ONE = 600
"""Characters that are kept of each."""

"""Answered messages that are kept: a new message may lean on them."""

_PROVING = (CodeSent, IdentityProven, IdentityRefused)

_ENDING = (ConversationReleased, ConversationResolved, ConversationMerged)
"""Events that end a human stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Hold one thing that was said in a conversation; a long one is cut."""

    by: Author | None  # None: the customer
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Hold the state of a conversation as of its last event."""

    conversation_id: ConversationId
    started: ConversationStarted | None = None
    language: Language | None = None  # of the last turn, else of the page
    unanswered: tuple[CustomerWrote, ...] = ()  # oldest first
    earlier: tuple[str, ...] = ()  # the customer's last words that are answered, oldest first;
    # without those that were to prove who they are
    talk: tuple[
        Said, ...
    ] = ()  # what was said last by all sides, oldest first; the same but for proofs
    proving: bool = False  # whether those that wait are
    page_product: str = ""  # of the page on which the last answered message was written
    last_reply: ReplyWritten | None = None
    search: ProductSearch | None = None  # for products, the last; None: none began
    replies: int = 0  # by the assistant
    shown: tuple[str, ...] = ()  # ids of the products of the last reply that showed some
    shown_at: int = 0  # replies by the assistant until then
    seen: tuple[str, ...] = ()  # ids of the products that replies showed, the last first
    dealings: Dealings = field(
        default_factory=Dealings
    )  # with the shop: identity, what was read back
    ownership: Ownership = field(default_factory=Ownership)
    progress: ConversationProgress = field(default_factory=ConversationProgress)
    pictures: int = 0  # messages with a picture that the customer sent
    described: tuple[str, ...] = ()  # pictures, as a model saw them
    model_tokens: int = 0  # that a language model has used for it
    reach: Reach = field(default_factory=Reach)
    arms: Mapping[str, bool] = field(default_factory=dict)  # by experiment: it gets the change
    is_unread: bool = False  # an event of another version is in it: nobody knows its whole state

    @property
    def topic(self) -> str:
        """Return the last reply's topic, for a follow-up.

        It is empty if the reply is older than the last release by a person.
        """
        last, released = self.last_reply, self.ownership.released_at
        if last is None or (released is not None and last.at <= released):
            return ""
        return last.topic

    @property
    def search_going_on(self) -> ProductSearch | None:
        """Return the search that a message may add to.

        An operation in progress puts it aside, and so do other products that were compared. After
        a reply about no product, no single one of it is spoken of.
        """
        last = self.last_reply
        compared = last is not None and last.search is None and len(last.cards) > 1
        if self.search is None or compared or self.dealings.dialogue:
            return None
        if last is not None and (last.search is not None or last.cards):
            return self.search
        several = self.search.shown if len(self.search.shown) > 1 else ()
        return replace(self.search, asks=None, chosen="", shown=several)

    @property
    def status(self) -> ConversationStatus:
        """Return the status of the conversation."""
        return self.ownership.status

    @property
    def awaits_person(self) -> bool:
        """Return whether a person was asked and none has accepted yet."""
        return self.ownership.stage is Stage.ASKED

    @property
    def to_answer(self) -> tuple[CustomerWrote, ...]:
        """Return the messages that the assistant has to answer, oldest first.

        Those that led to a handoff are left to the person who was asked.
        """
        if not self.ownership.stage.is_assistants:
            return ()
        handoff = self.ownership.handoff
        return self._without(handoff.messages) if handoff else self.unanswered

    def for_assistant(self) -> Self:
        """Return the conversation with no other messages than the assistant has to answer."""
        return replace(self, unanswered=self.to_answer)

    @classmethod
    def fold(cls, conversation_id: ConversationId, events: Iterable[ConversationEvent]) -> Self:
        """Return the state after `events`, which come oldest first."""
        state = cls(conversation_id=conversation_id)
        for event in events:
            state = state.after(event)
        return state

    def with_kept(self, status: ConversationStatus | None) -> Self:
        """Return the state with the `status` that the log keeps, where the events do not tell it.

        An unreadable event may have given the conversation to a person.
        """
        if status is None or not self.is_unread:
            return self
        return replace(self, ownership=replace(self.ownership, stage=Stage(status)))

    def after(self, event: ConversationEvent) -> Self:  # noqa: C901, PLR0911, PLR0912  # one line a case
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
                    dealings=self.dealings.on_page_with(event.page_basket),
                    pictures=self.pictures + (event.kind is MessageKind.IMAGE),
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
                | ToolCalled()
                | CopilotUsed()
                | HandoffSummarised()
                | OfferMade()
            ):
                return self
            case ExperimentExposed():
                return replace(self, arms={**self.arms, event.experiment_id: event.changed})
            case PhotoDescribed():
                return replace(self, described=(*self.described, event.text))
            case EventUnread():
                return self._unread(event)
            case _ if isinstance(event, ReachEvent):
                return self._reached(event)
            case _ if isinstance(event, DealingEvent):
                return self._dealt(event)
            case _ if isinstance(event, OwnershipEvent):
                return self._handled(event)
            case _:
                assert_never(event)

    def _unread(self, event: EventUnread) -> Self:
        """Return the state with as much of an unreadable event as keeps messages and replies."""
        state = replace(self, unanswered=self._without(event.answers), is_unread=True)
        return state if event.message is None else state.after(event.message)

    def _dealt(self, event: DealingEvent) -> Self:
        tried = isinstance(event, _PROVING) and bool(self.unanswered)
        proving = self.proving or tried
        dealings = self.dealings.after(event)
        reach = self._alerted(dealings, event) if isinstance(event, OperationDone) else self.reach
        return replace(self, dealings=dealings, proving=proving, reach=reach)

    def _alerted(self, dealings: Dealings, event: OperationDone) -> Reach:
        """Return the reach after an operation: a yes to an alert is a consent to be told of it."""
        done = dealings.done
        if event.operation != ALERTING or done is None or done.proposal_id != event.proposal_id:
            return self.reach
        if done.confirmed_by is None or self.reach.opted_out:
            return self.reach
        return self.reach.after_alert(event.at, done.confirmed_by)

    def _replied(self, event: ReplyWritten) -> Self:
        left = self._without(event.answers)
        answered = (wrote.text for wrote in self.unanswered if wrote not in left)
        said = () if self.proving else tuple(answered)
        pages = [wrote.page_product for wrote in self.unanswered if wrote not in left]
        unread = tuple(wrote.message_id for wrote in left)
        shown = tuple(card.product_id for card in event.cards if card.product_id)
        return replace(
            self,
            shown=shown or self.shown,
            shown_at=self.replies if shown else self.shown_at,
            seen=tuple(dict.fromkeys((*shown, *self.seen)))[:MOST_SEEN],
            unanswered=left,
            earlier=(*self.earlier, *said)[-EARLIER:],
            talk=self._talk_after(said, event),
            proving=False,
            page_product=pages[-1] if pages else self.page_product,
            last_reply=event,
            search=_search_after(self.search, event),
            replies=self.replies + (event.author is Author.ASSISTANT),
            dealings=self.dealings.after_reply(unread),
            ownership=self.ownership.after_reply(event),
            progress=self.progress.after_reply(event),
            reach=self.reach.after_reply(event),
        )

    def _talk_after(self, said: Iterable[str], reply: ReplyWritten) -> tuple[Said, ...]:
        asked = (Said(by=None, text=text[:MOST_OF_ONE]) for text in said)
        answer = Said(by=reply.author, text=reply.text[:MOST_OF_ONE])
        return (*self.talk, *asked, answer)[-TALK:]

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
                talk=(),
                search=None,
                dealings=Dealings(),
                ownership=Ownership(stage=Stage.RESOLVED),
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
        was_theirs = self.ownership.stage in (Stage.OPEN, Stage.SNOOZED)
        return was_theirs and isinstance(event, ConversationReleased)

    def _without(self, answered: tuple[MessageId, ...]) -> tuple[CustomerWrote, ...]:
        return tuple(wrote for wrote in self.unanswered if wrote.message_id not in answered)


def _search_after(search: ProductSearch | None, reply: ReplyWritten) -> ProductSearch | None:
    """Return the search after a reply; one about a single product, without a search, picks it."""
    if reply.search is not None:
        return reply.search
    if search is None or len(reply.cards) != 1:
        return search
    return replace(search, chosen=reply.cards[0].product_id)


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


def is_elsewhere(conversation: Conversation) -> bool:
    """Return whether a person at a phone, or another app, has the conversation.

    The desk says nothing then.
    """
    if conversation.status is not ConversationStatus.OPEN:
        return False
    now = conversation.ownership
    if now.claimed or now.agent_id is not None:
        return False
    if now.handoff is not None:
        return now.handoff.rule.startswith(ROUTED)
    last = conversation.last_reply
    return last is not None and last.author is Author.AGENT and last.agent_id is None


WaitingMessages = tuple[CustomerWrote, ...]


def up_to_the_yes(conversation: Conversation) -> WaitingMessages:
    """Return the unanswered messages up to a recorded yes; empty: no yes waits for an answer.

    A message that was written after it is read in a turn of its own: it may take something back.
    """
    confirmed = conversation.dealings.confirmed
    ids = [wrote.message_id for wrote in conversation.unanswered]
    if confirmed is None or confirmed.confirmed_by not in ids:
        return ()
    return conversation.unanswered[: ids.index(confirmed.confirmed_by) + 1]


def one_call_at_a_time(unanswered: WaitingMessages) -> WaitingMessages:
    """Return a program's call alone, or the messages before it, read as one.

    So each call has an answer of its own, and words of other messages have no part in it.
    """
    if unanswered and unanswered[0].call is not None:
        return unanswered[:1]
    return tuple(takewhile(lambda wrote: wrote.call is None, unanswered))
