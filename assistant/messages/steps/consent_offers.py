"""Offer to be written to first, as an answer to choose, where a customer asked about an order.

On our own page there is no offer: what is written there is only seen by who comes back to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    IdentityProven,
    ReplyWritten,
    TurnTaken,
)
from assistant.messages.steps.consent_requests import (
    OutreachOffer,
    offer_terms,
    offered_words,
)
from assistant.messages.steps.turn_step import TurnStep

_ABOUT_ORDERS = ("told_order_status", "told_list_orders")
"""Rules of turns that told of orders, whether asked for or once the customer was known."""

_TOLD = frozenset({ReplyKind.ANSWERED, ReplyKind.DID})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentOffers:
    """Take the turn of another step, and put the offer under its reply, where it is of use.

    It is an answer to choose and no question: nobody has to say no. What a customer who takes it
    consents to stands above it: a consent is informed (GDPR, article 4(11)).
    """

    turn: TurnStep
    offer: OutreachOffer

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the events of the other step, its last reply with the offer."""
        taken = await self.turn.take(conversation)
        if isinstance(taken, Conversation) or not _is_of_use(conversation, taken):
            return taken
        last = max(at for at, event in enumerate(taken) if isinstance(event, ReplyWritten))
        reply = taken[last]
        if not isinstance(reply, ReplyWritten) or reply.quick_replies or reply.kind not in _TOLD:
            return taken
        occasions = await self.offer.occasions(reply.language)
        if not occasions:
            return taken
        terms = offer_terms(occasions, reply.language)
        offering = replace(
            reply,
            text=f"{reply.text}\n\n{terms}",
            quick_replies=(offered_words(reply.language),),
        )
        return (*taken[:last], offering, *taken[last + 1 :])


def _is_of_use(conversation: Conversation, taken: Sequence[ConversationEvent]) -> bool:
    """Return whether orders were told to a known customer without a consent."""
    started, reach = conversation.started, conversation.reach
    if started is None or started.channel.is_ours:
        return False
    known = conversation.dealings.identity is not None or _has(taken, IdentityProven)
    turns = [one for one in taken if isinstance(one, TurnTaken)]
    told = any(rule in one.rule for one in turns for rule in _ABOUT_ORDERS)
    replied = any(isinstance(one, ReplyWritten) and one.author is Author.ASSISTANT for one in taken)
    settled = reach.opted_out or ContactPurpose.SERVICE in reach.consents.given
    return known and told and replied and not settled and not _has(taken, HandoffRequested)


def _has(taken: Sequence[ConversationEvent], kind: type[ConversationEvent]) -> bool:
    return any(isinstance(one, kind) for one in taken)
