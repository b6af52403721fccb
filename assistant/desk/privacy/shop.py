"""What the shop system keeps of a person: handed out, and left to the shop to erase.

Orders are the shop's books, which the law has it keep for years; an account is closed in the shop
system, which tells its customer what that means.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from assistant.commerce.ports import Customers, OrderBook
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord

_ORDERS = 500  # of one customer: more than anybody's


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopHolding:
    """A `Holding` of the customer's account and orders."""

    customers: Customers
    orders: OrderBook
    name: str = "shop"

    async def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        del content  # there are no files
        for customer_id in sorted(person.customer_ids):
            customer = await self.customers.with_id(customer_id)
            if customer is not None:
                orders = await self.orders.of_customer(customer_id, limit=_ORDERS)
                yield {"customer": customer, "orders": orders}

    async def erase(self, person: Person) -> int:
        del person
        return 0
