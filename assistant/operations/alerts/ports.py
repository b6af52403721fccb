"""List the interface of the waiting list, which is in our own database, and its error.

A shop system need not know which customer waits for a variant; only which can be bought now.

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
    """Say that the list cannot be used now; a failed call may have been carried out or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCustomer:
    """Record a customer who waits for a variant; nothing else about them is kept."""

    alert_id: str  # the permit's key: another for each time a customer asks
    customer_id: CustomerId
    product_id: ProductId
    variant_id: VariantId
    asked_at: datetime  # aware, UTC


class WaitingList(Protocol):
    """Keep the waiting customers, durably. Methods may raise `WaitingUnavailableError`."""

    async def keep(self, waiting: WaitingCustomer) -> None:
        """Keep the wait, once per customer and variant; a repeat changes nothing."""
        ...

    async def drop(self, alert_id: str) -> None:
        """End a wait; a wait that has ended stays so."""
        ...

    async def next(self, now: datetime, *, limit: int) -> Sequence[WaitingCustomer]:
        """Return the waits looked at longest ago, those never looked at first.

        They count as looked at `now`, so that a long list is gone through in turn.
        """
        ...

    async def for_products(
        self, product_ids: Collection[ProductId], *, limit: int
    ) -> Sequence[WaitingCustomer]:
        """Return the waits for a variant of these products, the oldest first."""
        ...
