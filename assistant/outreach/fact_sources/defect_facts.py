"""Read the defects of batches that are told now."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.commerce.order import Order
from assistant.conversation.message import Language
from assistant.outreach.batch_defects import DefectState
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.ports import DefectBook, OrderHistory
from assistant.outreach.triggers.customer_facts import LATEST_ORDERS, CustomerFacts

_MORE = 4  # times as many orders are asked for, until the first day is reached


@dataclass(frozen=True, slots=True)
class DefectFacts:
    """Add the live defects to a customer's facts, as the port `FactSource`."""

    book: DefectBook
    orders: OrderHistory

    async def added(
        self, facts: CustomerFacts, talk: KnownTalk, language: Language
    ) -> CustomerFacts:
        del talk, language
        live = tuple(one for one in await self.book.all() if one.state is DefectState.LIVE)
        earlier = await self._earlier(facts, min(one.bought_from for one in live)) if live else ()
        return replace(facts, defects=live, earlier=earlier)

    async def _earlier(self, facts: CustomerFacts, since: date) -> tuple[Order, ...]:
        """Return the orders before the latest ones, back to a day: one may be of a batch."""
        orders, limit = facts.orders, LATEST_ORDERS
        while len(orders) >= limit and orders[-1].placed_at.date() >= since:
            limit *= _MORE
            orders = await self.orders.of_customer(facts.customer_id, limit=limit)
        return orders[len(facts.orders) :]
