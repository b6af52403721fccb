"""Tell why a conversation gets no offer: people who complain are helped, not paid. Pure.

Whoever finds a price too high gets none either, and nobody who asks for a discount does: a shop
that pays those who ask raises its prices for those who do not.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    BasketChanged,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    CustomerWrote,
    HandoffOffered,
    HandoffRequested,
    MessageEdited,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    SatisfactionRated,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import ChannelKind
from assistant.conversation.ownership import Stage
from assistant.understanding.signals.offer_objections import OfferObjection, objections_in
from assistant.understanding.types import Intent

LOOKED_BACK = timedelta(days=30)
"""How long a complaint counts."""

_UNHAPPY = 2  # of 5
_ORDER_WORDS = 8  # of a message that buys something: in a longer one there may be more


class OfferBar(StrEnum):
    """Name the reasons why a conversation gets no offer."""

    UNREACHABLE = "unreachable"  # erased, merged, of a program, stopped, or of another version
    PERSON_HAS_IT = "person_has_it"
    UNANSWERED = "unanswered"  # a question found no answer, or something was refused
    PERSON_WANTED = "person_wanted"  # one was offered, asked for, or wrote
    COMPLAINT = "complaint"  # a signal, a claim, or words of complaint
    UNHAPPY = "unhappy"  # a thumb down, or a bad score
    PRICE_OBJECTION = "price_objection"
    ASKED_FOR_DISCOUNT = "asked_for_discount"
    STATEMENT = "statement"  # the customer said something that may be any of these
    TALKING = "talking"  # something is still open


_BY_WORDS = {
    OfferObjection.PRICE: OfferBar.PRICE_OBJECTION,
    OfferObjection.DISCOUNT: OfferBar.ASKED_FOR_DISCOUNT,
    OfferObjection.COMPLAINT: OfferBar.COMPLAINT,
    OfferObjection.STATEMENT: OfferBar.STATEMENT,
}


def bar_of(
    conversation: Conversation,
    events: Sequence[ConversationEvent],
    now: datetime,
    *,
    objection: MessageId | None = None,
) -> OfferBar | None:
    """Return why a conversation with these events, oldest first, gets no offer; None: it may.

    `objection` is a message that objects to a price, and says nothing else: its words are no bar,
    nor that nothing answered it.
    """
    started = conversation.started
    gone = any(isinstance(one, ConversationErased | ConversationMerged) for one in events)
    if gone or conversation.is_unread or started is None or started.channel is ChannelKind.API:
        return OfferBar.UNREACHABLE
    if conversation.reach.opted_out:
        return OfferBar.UNREACHABLE
    if conversation.ownership.stage is not Stage.PENDING:
        return OfferBar.PERSON_HAS_IT
    recent = _without(objection, [one for one in events if one.at > now - LOOKED_BACK])
    found = next(_bars(recent, _filled_by(events)), None)
    if found is not None:
        return found
    dealings = conversation.dealings
    still = (conversation.unanswered, dealings.dialogue, dealings.proposal, dealings.confirmed)
    return OfferBar.TALKING if any(still) or dealings.ordered else None


def bar_elsewhere(
    conversation: Conversation, events: Sequence[ConversationEvent], now: datetime
) -> OfferBar | None:
    """Return why another conversation of the same customer keeps them from an offer; None: nothing.

    Whoever complains on one channel complains on all of them, and a STOP holds on all of them.
    """
    if conversation.reach.opted_out:
        return OfferBar.UNREACHABLE
    if conversation.ownership.stage not in (Stage.PENDING, Stage.RESOLVED):
        return OfferBar.PERSON_HAS_IT
    recent = [one for one in events if one.at > now - LOOKED_BACK]
    return next(_bars(recent, _filled_by(events)), None)


def _without(
    objection: MessageId | None, events: Sequence[ConversationEvent]
) -> Iterator[ConversationEvent]:
    """Yield the events but for an objection, and for the answer that it did not find."""
    is_after = False
    for event in events:
        if isinstance(event, CustomerWrote):
            is_after = event.message_id == objection
            if is_after:
                continue
        abstained = isinstance(event, ReplyWritten) and event.kind is ReplyKind.ABSTAINED
        if not (is_after and (abstained or isinstance(event, HandoffOffered))):
            yield event


def _filled_by(events: Sequence[ConversationEvent]) -> frozenset[MessageId]:
    """Return the short messages that changed the basket: "I'll take the navy in M"."""
    found, said = set[MessageId](), list[CustomerWrote]()
    for event in events:
        match event:
            case CustomerWrote():
                said.append(event)
            case ReplyWritten():
                said = []
            case BasketChanged():
                found |= {one.message_id for one in said if len(one.text.split()) <= _ORDER_WORDS}
            case _:
                pass
    return frozenset(found)


def _bars(
    events: Iterable[ConversationEvent], filled_by: Collection[MessageId]
) -> Iterator[OfferBar]:
    for event in events:
        match event:
            case HandoffRequested() | HandoffOffered() | ReplyRejected():
                yield OfferBar.PERSON_WANTED
            case ReplyWritten(author=Author.AGENT):
                yield OfferBar.PERSON_WANTED
            case ReplyWritten(kind=ReplyKind.ABSTAINED | ReplyKind.REFUSED):
                yield OfferBar.UNANSWERED
            case TurnTaken() if event.signals or event.intent == Intent.CLAIM:
                yield OfferBar.COMPLAINT
            case ReplyRated(helpful=False):
                yield OfferBar.UNHAPPY
            case SatisfactionRated() if event.score <= _UNHAPPY:
                yield OfferBar.UNHAPPY
            case CustomerWrote() if event.message_id in filled_by:
                said = {_BY_WORDS[one] for one in objections_in(event.text)}
                yield from said - {OfferBar.STATEMENT}  # to buy something states it
            case CustomerWrote() | MessageEdited():
                yield from (_BY_WORDS[one] for one in objections_in(event.text))
            case _:
                pass
