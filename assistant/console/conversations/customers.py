"""Who customers are, as the shop knows them; without a shop system, nobody is known."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog

from assistant.commerce.commerce_customer import Customer
from assistant.commerce.commerce_order import Order
from assistant.commerce.ports import ShopError, ShopSystem
from assistant.conversation.ids import CustomerId

log = structlog.get_logger(__name__)

MAX_ORDERS = 10
_KEPT = 5000  # names
_AT_ONCE = 20  # looked up for one list; the others are known in the next
_PATIENCE_S = 0.3  # a list does not wait longer for names


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCustomer:
    """A customer with their last orders, newest first."""

    customer: Customer
    orders: tuple[Order, ...]


def full_name(customer: Customer) -> str:
    """Return both names; an account may have neither."""
    return f"{customer.given_name} {customer.family_name}".strip()


class KnownCustomers:
    """Looks customers up, and keeps their names."""

    def __init__(self, shop: ShopSystem | None) -> None:
        self._shop = shop
        self._names: OrderedDict[CustomerId, str] = OrderedDict()
        self._looking: dict[CustomerId, asyncio.Task[None]] = {}

    async def find(self, customer_id: CustomerId) -> KnownCustomer | None:
        """Return a customer and their orders; None: the shop knows none, or does not answer."""
        if self._shop is None:
            return None
        try:
            customer = await self._shop.customers.with_id(customer_id)
            if customer is None:
                return None
            orders = await self._shop.orders.of_customer(customer_id, limit=MAX_ORDERS)
        except ShopError as error:
            log.warning("console.shop_failed", error=type(error).__name__)
            return None
        self._keep(customer_id, full_name(customer))
        return KnownCustomer(customer=customer, orders=orders)

    async def names(self, ids: Iterable[CustomerId | None]) -> Mapping[CustomerId, str]:
        """Return the names that are known by now; others are looked up for the next time."""
        wanted = [one for one in dict.fromkeys(ids) if one is not None]
        unknown = [one for one in wanted if one not in self._names][:_AT_ONCE]
        if self._shop is not None and unknown:
            for one in unknown:
                if one not in self._looking:
                    self._looking[one] = asyncio.create_task(self._look(one))
            await asyncio.wait([self._looking[one] for one in unknown], timeout=_PATIENCE_S)
        return {one: self._names[one] for one in wanted if self._names.get(one)}

    async def _look(self, one: CustomerId) -> None:
        try:
            customer = await self._shop.customers.with_id(one) if self._shop else None
            self._keep(one, full_name(customer) if customer else "")
        except ShopError as error:
            log.warning("console.shop_failed", error=type(error).__name__)
        finally:
            self._looking.pop(one, None)

    def _keep(self, one: CustomerId, name: str) -> None:
        self._names[one] = name
        self._names.move_to_end(one)
        if len(self._names) > _KEPT:
            self._names.popitem(last=False)
