"""Keep every exception in our own database: the limits are counted on these grants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.commerce.amounts import Money
from assistant.commerce.shop_ids import CustomerId, OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Record one exception for a customer; nothing else about them is kept."""

    key: str  # the permit's
    operation: str
    customer_id: CustomerId
    order_id: OrderId
    amount: Money  # what it is worth
    role: str  # of the agent who ordered it
    at: datetime  # aware, UTC


Grants = Sequence[Grant]


class GoodwillBook(Protocol):
    """Keep the grants, durably. Methods may raise `ShopUnavailableError`."""

    async def of(self, customer_id: CustomerId) -> Grants:
        """Return a customer's grants, oldest first."""
        ...

    async def keep(self, grant: Grant, allows: Callable[[Grants], bool]) -> bool:
        """Keep a grant if `allows` says so of the customer's others; return whether it is kept.

        One that is kept already stays so. Of several that are kept at once each sees those before.
        """
        ...

    async def drop(self, key: str) -> None:
        """Forget a grant whose effect the shop refused: nothing was done."""
        ...
