"""What alerts need from outside: a list of who waits, in our own database.

A shop system need not be able to say who waits for what; only what can be bought now.

PortError
└── WaitingUnavailableError   nothing is known: try again later
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from assistant.ports import PortError


class WaitingUnavailableError(PortError):
    """The list cannot be used now. What a failed call was to do may be done or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCustomer:
    """A customer who waits for a variant; nothing else about them is kept."""

    alert_id: str  # the permit's key: another for each time a customer asks
    customer_id: CustomerId
    product_id: ProductId
    variant_id: VariantId
    asked_at: datetime  # aware, UTC


class WaitingList(Protocol):
    """Who waits for what, durably. Methods may raise `WaitingUnavailableError`."""

    async def keep(self, waiting: WaitingCustomer) -> None:
        """Keep it, once per customer and variant: who waits already goes on as before."""
        ...

    async def drop(self, alert_id: str) -> None:
        """End a wait; of one that has ended, nothing happens."""
        ...

    async def next(self, now: datetime, *, limit: int) -> Sequence[WaitingCustomer]:
        """Return those that were looked at longest ago, the never looked at first.

        They count as looked at `now`, so that a long list is gone through in turn.
        """
        ...

    async def for_products(
        self, product_ids: Collection[ProductId], *, limit: int
    ) -> Sequence[WaitingCustomer]:
        """Return those that wait for a variant of these products, who asked first before others."""
        ...
