"""Find the order and the customer that a scenario is about, in the shop as it is now."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from assistant.commerce.customer import Customer
from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.shop_ids import CustomerId
from assistant.operations.gate import Gate

_STARTS = {2: 8, 5: 16, 10: 24, 20: 32, 60: 40}
"""Days before now that orders are read from, with the customers that are known then at most.

Of a shop that sells much each start gives a few, so that orders of every age and state are found;
of a small one the last start gives all.
"""
_NEW = timedelta(days=10)
_MOST_ORDERS = 20  # of each


class UnknownOrderError(LookupError):
    """Say that the shop has no order as a scenario needs it."""


@dataclass(slots=True, kw_only=True)
class OrderPool:
    """Read the orders of the last two months, once."""

    gate: Gate
    now: datetime  # aware, UTC
    _read: tuple[Order, ...] | None = field(default=None, init=False)

    async def find(self, wanted: str, draw: Random, at: datetime) -> tuple[Order, Customer]:
        """Return the order of a number, or one that is drawn of those in a state.

        One that was changed, returned or exchanged already is not drawn, none with items of a final
        sale, and none that was delivered more than ten days before `at`: every shop takes it back
        until then, for 14 days are the law.

        Raises:
            UnknownOrderError: there is none.
        """
        order: Order | None
        if wanted in set(OrderStatus):
            orders = [one for one in await self.all() if one.status == wanted]
            fitting = [one for one in orders if _is_plain(one, at)]
            order = draw.choice(fitting) if fitting else None
        else:
            order = await self.gate.orders.with_number(wanted)
        if order is None:
            raise UnknownOrderError(wanted)
        customer = await self.gate.customers.with_id(order.customer_id)
        if customer is None:
            raise UnknownOrderError(wanted)
        return order, customer

    async def all(self) -> tuple[Order, ...]:
        """Return the orders, by their numbers."""
        if self._read is None:
            found = [
                order
                for buyer in await self._buyers()
                for order in await self.gate.orders.of_customer(buyer, limit=_MOST_ORDERS)
            ]
            self._read = tuple(sorted(found, key=lambda one: one.number))
        return self._read

    async def _buyers(self) -> Collection[CustomerId]:
        found: dict[CustomerId, None] = {}
        for days, most in _STARTS.items():
            async for line in self.gate.orders.sold_since(self.now - timedelta(days=days)):
                found[line.customer_id] = None
                if len(found) >= most:
                    break
        return found


def _is_plain(order: Order, at: datetime) -> bool:
    old = order.delivered_at is not None and order.delivered_at < at - _NEW
    return not (old or order.requests or any(line.final_sale for line in order.lines))
