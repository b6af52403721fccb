"""Find the occasion of an offer in a conversation's events. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    DialogueMoved,
    OfferMade,
    OperationDone,
    OperationProposed,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.operations.dialogue.frames import Frame
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.understanding.signals.price_objections import is_price_objection
from assistant.understanding.types import Intent

_SAID = frozenset({ReplyKind.ANSWERED, ReplyKind.DID})
_HEARD = _SAID | {ReplyKind.SMALL_TALK, ReplyKind.ASKED, ReplyKind.ABSTAINED}
"""Replies to an objection to a price: cheaper products, a question for the budget, or neither."""

_QUESTIONS = frozenset({Intent.QUESTION, Intent.PRODUCT_QUESTION, Intent.COMPARE})
_BACK, _KEPT = "return_items", "exchange_items"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOccasion:
    """Hold an occasion with the reply that it is found after."""

    occasion: OfferOccasion
    reply: ReplyWritten
    order_number: str = ""  # the order that it is about; "": the shop knows
    objection: MessageId | None = None  # the message that objects to a price


def occasion_in(events: Sequence[ConversationEvent]) -> FoundOccasion | None:
    """Return the occasion that a conversation's last reply is, of events that come oldest first.

    Only an answer of the assistant is one, after which nobody wrote anything.
    """
    place = next((n for n in reversed(range(len(events))) if _is_answer(events[n])), None)
    if place is None or any(_speaks(one) for one in events[place + 1 :]):
        return None
    reply = events[place]
    turn = next((one for one in reversed(events[:place]) if isinstance(one, TurnTaken)), None)
    if not isinstance(reply, ReplyWritten) or turn is None:
        return None
    if (objection := _objected(events, place)) is not None:
        occasion = OfferOccasion.PRICE_OBJECTION
        heard = reply.kind in _HEARD
        return FoundOccasion(occasion=occasion, reply=reply, objection=objection) if heard else None
    return _found(events, place, reply, turn) if reply.kind in _SAID else None


def objection_before(events: Sequence[ConversationEvent], reply_id: MessageId) -> MessageId | None:
    """Return the message that objects to a price, of the reply that an offer follows; None: none.

    The conversation may have gone on since.
    """
    for place, event in enumerate(events):
        if isinstance(event, ReplyWritten) and event.message_id == reply_id:
            return _objected(events, place)
    return None


def _found(
    events: Sequence[ConversationEvent], place: int, reply: ReplyWritten, turn: TurnTaken
) -> FoundOccasion | None:
    """Return the occasion that an answer is, at a place among the events."""
    number = _exchanged_in(events, place)
    if number:
        return FoundOccasion(occasion=OfferOccasion.RETURN_KEPT, reply=reply, order_number=number)
    number = _told_in(events, place, turn)
    if number:
        return FoundOccasion(occasion=OfferOccasion.LATE_PARCEL, reply=reply, order_number=number)
    answered = reply.kind is ReplyKind.ANSWERED and (reply.sources or reply.cards)
    if answered and turn.intent in _QUESTIONS:
        return FoundOccasion(occasion=OfferOccasion.BASKET_ANSWERED, reply=reply)
    return None


def _is_answer(event: ConversationEvent) -> bool:
    return isinstance(event, ReplyWritten) and event.author is Author.ASSISTANT


def _speaks(event: ConversationEvent) -> bool:
    return isinstance(event, CustomerWrote | ReplyWritten | OfferMade)


def _turn_before(events: Sequence[ConversationEvent], place: int) -> Sequence[ConversationEvent]:
    """Return the events since the reply before the one at `place`."""
    before = [n for n in range(place) if isinstance(events[n], ReplyWritten)]
    return events[before[-1] + 1 if before else 0 : place]


def _objected(events: Sequence[ConversationEvent], place: int) -> MessageId | None:
    """Return the only message before a reply, if it objects to a price and says nothing else."""
    said = [one for one in _turn_before(events, place) if isinstance(one, CustomerWrote)]
    if len(said) != 1 or not is_price_objection(said[0].text) or said[0].attachments:
        return None
    return said[0].message_id


def _told_in(events: Sequence[ConversationEvent], place: int, turn: TurnTaken) -> str:
    """Return the order whose state a reply tells; "": it tells none.

    The dialogue notes which order it told of; asked for the same one again, it notes nothing new.
    """
    moved = [one for one in events[:place] if isinstance(one, DialogueMoved)]
    told = any(isinstance(one, DialogueMoved) for one in _turn_before(events, place))
    if not moved or moved[-1].state or not (told or turn.intent == Intent.ORDER_STATUS):
        return ""
    frame = Frame.read(moved[-1].about)
    if frame is None or frame.operation != Intent.ORDER_STATUS:
        return ""
    return str(frame.slots.get("order_number", ""))


def _exchanged_in(events: Sequence[ConversationEvent], place: int) -> str:
    """Return the order of an exchange that a reply tells of, if a return was wanted before."""
    told = _turn_before(events, place)
    done = next(
        (one for one in told if isinstance(one, OperationDone) and one.operation == _KEPT), None
    )
    wanted = any(isinstance(one, TurnTaken) and one.intent == _BACK for one in events[:place])
    if done is None or not wanted:
        return ""
    for one in events[:place]:
        if isinstance(one, OperationProposed) and one.proposal_id == done.proposal_id:
            return str(json.loads(one.parameters).get("order_number", ""))
    return ""
