"""What the assistant needs of a shop system.

`integrations/shops/demo/` has the built-in shop, Shopify and WooCommerce; `tests/contract/` holds
all to the same behaviour. A lookup of what does not exist and of what is somebody else's looks the
same here: who may see what is the gate's business.

    PortError
    └── ShopError
        ├── ShopUnavailableError   try again later; an effect may be done or not: ask `receipt`
        ├── ShopMovedOnError       the order or stock changed since: read again, decide again
        └── ShopRefusedError       the shop system will not do this, now or later
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import Receipt
from assistant.commerce.shop_ids import CustomerId, ProductId
from assistant.conversation.message import Language
from assistant.ports import PortError


class ShopError(PortError):
    """The shop system did not do what was asked."""


class ShopUnavailableError(ShopError):
    """The shop system does not answer now."""


class ShopMovedOnError(ShopError):
    """What an effect was decided on is no longer so; nothing was done."""


class ShopRefusedError(ShopError):
    """The shop system refuses; nothing was done. The message is for the log, not for customers."""


class Customers(Protocol):
    """Who the shop's customers are. Every method may raise `ShopUnavailableError`."""

    async def with_id(self, customer_id: CustomerId) -> Customer | None: ...

    async def with_email(self, email: str) -> Customer | None:
        """Return the customer of an address, in whatever case it is written."""
        ...

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        """Return who has this name and a default address there; case and accents do not count."""
        ...


class OrderBook(Protocol):
    """The shop's orders. Every method may raise `ShopUnavailableError`."""

    async def with_number(self, number: str) -> Order | None:
        """Return the order of a number, with or without its "#", in any case."""
        ...

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        """Return a customer's orders, newest first."""
        ...

    def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        """Yield every line of the orders placed from then on; none of cancelled ones."""
        ...

    async def execute(self, permit: Permit) -> Receipt:
        """Do what is permitted, once per key; a repeat returns the first's receipt.

        A shop may note an alert or not; who waits is kept by `assistant.operations.alerts`.

        Raises:
            ShopMovedOnError: the order's version or the stock is not what it was.
            ShopRefusedError: the shop system will not.
        """
        ...

    async def receipt(self, key: str) -> Receipt | None:
        """Return the receipt of a permit that was executed; None: it was not."""
        ...


class Assortment(Protocol):
    """What is sold now. Every method may raise `ShopUnavailableError`."""

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        """Return a product with all its variants, worded in `language` where the shop can."""
        ...


def _nothing_is_kept(_: ProductId | None) -> None:
    """Do nothing: this shop system is asked each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSystem:
    """One shop system, by its three ports, and what is kept of it for a moment."""

    customers: Customers
    orders: OrderBook
    assortment: Assortment
    forget: Callable[[ProductId | None], None] = _nothing_is_kept
    """Ask for a product afresh, or for all: what was read may have changed since."""
