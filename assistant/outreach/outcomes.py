"""Follow the customers who qualified, written to or held out, and note the effects.

Both sides are followed alike, over the same days from the moment they qualified. A customer counts
once for each trigger, with the first cause: customers were drawn, not messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.commerce.order import EntryKind, Order, OrderStatus, RequestKind
from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    ContactOptedOut,
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
    ReplyRated,
    SatisfactionRated,
    TurnTaken,
)
from assistant.kit.fault_log import report
from assistant.outreach.contact_rules import UNHAPPY
from assistant.outreach.followed_orders import FollowedOrders, ShopCosts, follow_orders
from assistant.outreach.intents import OutreachIntent, OutreachOutcome
from assistant.outreach.ports import CustomerFactReader, CustomerTalks, OutcomeBook
from assistant.outreach.triggers.customer_facts import CustomerFacts, is_unknown
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.ports import Clock, EventLog, UnknownConversationError
from assistant.understanding.types import Signal
from retrieval.catalogue.types import NO_CURRENCY

FOLLOWED = timedelta(days=14)
"""Days from the moment a customer qualified: twice as long as any message waits, so that half of
them are after it; and a return's time."""

_ORDERS_OF = timedelta(days=60)
_ANGRY = frozenset(
    {
        Signal.ANGER,
        Signal.INSULT,
        Signal.THREAT,
        Signal.LEGAL_THREAT,
        Signal.CHARGEBACK,
        Signal.SAFETY,
    }
)
_GRIEVANCES = frozenset(
    {Reason.ANGER, Reason.INSULT, Reason.LEGAL_THREAT, Reason.CHARGEBACK, Reason.SAFETY}
)
"""Reasons of a handoff that are a complaint: who just asks for a person complains of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWatch:
    """Note the outcomes of customers whose days are over."""

    book: OutcomeBook
    facts: CustomerFactReader
    events: EventLog
    others: CustomerTalks
    clock: Clock
    shop: ShopCosts

    async def once(self, *, limit: int) -> int:
        """Note a few outcomes; return how many were due."""
        due = await self.book.unfollowed(self.clock.now() - FOLLOWED, limit=limit)
        for intent in due:
            try:
                await self.book.keep(await self._followed(intent))
            except UnknownConversationError:
                await self.book.keep(OutreachOutcome(intent=intent, effects=frozenset()))
            except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
                report("outreach.follow_failed", error, trigger=intent.trigger)
        return len(due)

    async def _followed(self, intent: OutreachIntent) -> OutreachOutcome:
        """Read all conversations of the customer.

        A customer who was left alone may ask on another channel.
        """
        theirs = intent.customer_id
        known = None if is_unknown(theirs) else await self.facts.of(theirs)
        effects = set[OutreachEffect]()
        for one in {intent.conversation_id, *await self.others.of_customer(theirs)}:
            effects |= set(effects_in((await self.events.read(one)).past, intent.noted_at))
        if known is None:
            return OutreachOutcome(intent=intent, effects=frozenset(effects))
        effects |= set(effects_of(known[0], intent.noted_at))
        bought = bought_of(known[0], intent.noted_at, self.shop)
        return OutreachOutcome(intent=intent, effects=frozenset(effects), bought=bought)


def effects_in(past: Iterable[ConversationEvent], since: datetime) -> Iterable[OutreachEffect]:
    """Yield the effects that a conversation shows in the days from `since` on."""
    days = [event for event in past if since < event.at <= since + FOLLOWED]
    stops = {event.message_id for event in days if isinstance(event, ContactOptedOut)}
    for event in days:
        if isinstance(event, CustomerWrote):
            if event.message_id in stops:  # it is counted as a STOP
                continue
            yield OutreachEffect.CONTACTED
        elif isinstance(event, ContactOptedOut):
            yield OutreachEffect.STOPPED
        elif _is_complaint(event):
            yield OutreachEffect.COMPLAINED


def _is_complaint(event: ConversationEvent) -> bool:
    match event:
        case TurnTaken():
            return not _ANGRY.isdisjoint(event.signals)
        case HandoffRequested():
            return event.reason in _GRIEVANCES
        case ReplyRated():
            return not event.helpful
        case SatisfactionRated():
            return event.score <= UNHAPPY
        case _:
            return False


def effects_of(facts: CustomerFacts, since: datetime) -> Iterable[OutreachEffect]:
    """Yield the effects that a customer's orders show.

    Returns and claims have no time of their own. Those of recent orders count, before or after:
    both sides have as many from before, so that the difference is of those after.
    """
    for order in facts.orders:
        if since < order.placed_at <= since + FOLLOWED and _is_bought(order):
            yield OutreachEffect.ORDERED
        if order.placed_at > since - _ORDERS_OF:
            if order.requested(RequestKind.RETURN):
                yield OutreachEffect.RETURNED
            if order.requested(RequestKind.CLAIM):
                yield OutreachEffect.COMPLAINED


def bought_of(facts: CustomerFacts, since: datetime, shop: ShopCosts) -> FollowedOrders | None:
    """Return the sums of the orders that a customer paid, as the shop holds the money now.

    Of those placed in the days from `since` on, in the shop's currency. None: it is not known.
    """
    if shop.currency == NO_CURRENCY:
        return None
    orders = [
        order
        for order in facts.orders
        if since < order.placed_at <= since + FOLLOWED
        and order.currency == shop.currency
        and _has_payment(order)
    ]
    return follow_orders(orders, shop)


def _is_bought(order: Order) -> bool:
    """Return whether an order stands: it is not cancelled, and is paid or on its way."""
    waits = order.status is OrderStatus.PENDING
    return order.status is not OrderStatus.CANCELLED and (not waits or _has_payment(order))


def _has_payment(order: Order) -> bool:
    is_paid = any(one.kind is EntryKind.PAYMENT for one in order.entries)
    return is_paid and order.status is not OrderStatus.CANCELLED
