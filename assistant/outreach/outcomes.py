"""Follow the customers who qualified, written to or held out, and note the effects.

Both sides are followed alike, over the same days from the moment they qualified. A customer counts
once for each trigger, with the first cause: customers were drawn, not messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.commerce.order import RequestKind
from assistant.conversation.events import (
    ContactOptedOut,
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
)
from assistant.kit.fault_log import report
from assistant.outreach.intents import OutreachEffect, OutreachIntent, OutreachOutcome
from assistant.outreach.ports import CustomerFactReader, OutcomeBook
from assistant.outreach.triggers.customer_facts import CustomerFacts, is_unknown
from assistant.ports import Clock, EventLog, UnknownConversationError

FOLLOWED = timedelta(days=14)
"""Days from the moment a customer qualified: longer than any message waits, and a return's time."""

_ORDERS_OF = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWatch:
    """Note the outcomes of customers whose days are over."""

    book: OutcomeBook
    facts: CustomerFactReader
    events: EventLog
    clock: Clock

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
        past = (await self.events.read(intent.conversation_id)).past
        theirs = intent.customer_id
        known = None if is_unknown(theirs) else await self.facts.of(theirs)
        effects = set(effects_in(past, intent.noted_at))
        if known is not None:
            effects |= set(effects_of(known[0], intent.noted_at))
        return OutreachOutcome(intent=intent, effects=frozenset(effects))


def effects_in(past: Iterable[ConversationEvent], since: datetime) -> Iterable[OutreachEffect]:
    """Yield the effects that a conversation shows in the days from `since` on."""
    for event in past:
        if not since < event.at <= since + FOLLOWED:
            continue
        if isinstance(event, CustomerWrote):
            yield OutreachEffect.CONTACTED
        elif isinstance(event, HandoffRequested):
            yield OutreachEffect.COMPLAINED
        elif isinstance(event, ContactOptedOut):
            yield OutreachEffect.STOPPED


def effects_of(facts: CustomerFacts, since: datetime) -> Iterable[OutreachEffect]:
    """Yield the effects that a customer's orders show.

    Returns and claims have no time of their own. Those of recent orders count, before or after:
    both sides have as many from before, so that the difference is of those after.
    """
    for order in facts.orders:
        if since < order.placed_at <= since + FOLLOWED:
            yield OutreachEffect.ORDERED
        if order.placed_at > since - _ORDERS_OF:
            if order.requested(RequestKind.RETURN):
                yield OutreachEffect.RETURNED
            if order.requested(RequestKind.CLAIM):
                yield OutreachEffect.COMPLAINED
