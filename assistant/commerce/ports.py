"""List the interfaces to a shop system, and their errors.

`integrations/shops/demo/` has the built-in shop, Shopify and WooCommerce; `tests/contract/` holds
all to the same behaviour. An order that does not exist and an order of another customer look
the same after a lookup: only the gate decides who may see an order.

    PortError
    └── ShopError
        ├── ShopUnavailableError   try again later; an effect may be done or not: ask `receipt`
        ├── ShopMovedOnError       the order or stock changed since: read again, decide again
        └── ShopRefusedError       the shop system will not do this, now or later
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from assistant.conversation.basket import Basket
from assistant.conversation.message import Language
from assistant.ports import PortError
from retrieval.catalogue.types import BadRow


class ShopError(PortError):
    """Say that the shop system did not carry out a request."""


class ShopUnavailableError(ShopError):
    """Say that the shop system does not answer now."""


class ShopMovedOnError(ShopError):
    """Say that the order or stock has changed since an effect was decided; nothing was done."""


class ShopRefusedError(ShopError):
    """Say that the shop system refuses; nothing was done.

    The message is for the log, not for customers.
    """


class Customers(Protocol):
    """Find the shop's customers. Every method may raise `ShopUnavailableError`."""

    async def with_id(self, customer_id: CustomerId) -> Customer | None: ...

    async def with_email(self, email: str) -> Customer | None:
        """Return the customer of an address, in upper or lower case."""
        ...

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        """Return customers of this name and default postcode.

        Case and accents do not count.
        """
        ...


class OrderBook(Protocol):
    """Read and change the shop's orders. Every method may raise `ShopUnavailableError`."""

    async def with_number(self, number: str) -> Order | None:
        """Return the order of a number, with or without its "#", in any case."""
        ...

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        """Return a customer's orders, newest first."""
        ...

    def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        """Yield every line of the orders placed from `since` on, without cancelled orders."""
        ...

    async def execute(self, permit: Permit) -> Receipt:
        """Execute the permitted effect, once per key; a repeat returns the first's receipt.

        A shop may note an alert or not; waiting customers are kept by
        `assistant.operations.alerts`.

        Raises:
            ShopMovedOnError: the order's version or the stock has changed.
            ShopRefusedError: the shop system will not.
        """
        ...

    async def receipt(self, key: str) -> Receipt | None:
        """Return the receipt of a permit that was executed; None: it was not."""
        ...

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        """Return the effect on an order that a permit began, of which at least the claim is kept.

        None: nothing is known, or it is done. Executing it again does the rest of it, if a part was
        done; else it is refused on another version, as any effect.
        """
        ...

    async def refuses(self) -> frozenset[str]:
        """Return the types of effects that this shop system never has: nobody offers them."""
        ...


class Assortment(Protocol):
    """Find the products on sale now. Every method may raise `ShopUnavailableError`."""

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        """Return a product with all its variants, worded in `language` where the shop can."""
        ...


CatalogueRecord = Mapping[str, Any]
"""A product, a page, or the currency of those after it, as docs/subsystems/catalogue.md says."""


PAGES_AWAY = "its pages are not given"
"""Begins the reason of a catalogue whose pages cannot be had now: those of the last time stay."""


class Catalogue(Protocol):
    """Read all products on sale and all pages of a shop."""

    def read(self) -> AsyncIterator[CatalogueRecord | BadRow]:
        """Yield the records of the shop, and why others are left out.

        Raises:
            ShopUnavailableError: the shop does not answer, or does not take the key.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBasket:
    """Hold a basket as the shop has it, and the page where the customer goes on with it."""

    basket: Basket
    checkout_url: str  # a web address, or a path on the shop's site; "": there is nothing in it
    total: Money | None = None  # of the goods, as the shop counts; None: it does not say


class Baskets(Protocol):
    """Keep customers' baskets in the shop. Every method may raise `ShopUnavailableError`.

    To add, change and remove are one thing here: `Basket` says what should be in it, and a repeat
    after a crash changes nothing. Where the shop can keep it, the order that comes of a basket
    carries the basket's `token`: see `SoldLine.basket`.
    """

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        """Let the shop's basket hold exactly these lines; without a `shop_basket` in a new one.

        Raises:
            ShopRefusedError: the shop does not sell a line in this number, now or at all.
        """
        ...

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        """Return the shop's basket as it is now; None: it is gone, or was bought."""
        ...


def _nothing_is_kept(_: ProductId | None) -> None:
    """Forget no product: this shop system is asked each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSystem:
    """Hold the ports of a shop system, and a way to forget its cached products."""

    customers: Customers
    orders: OrderBook
    assortment: Assortment
    baskets: Baskets | None = None  # None: nothing can be bought here
    tells_parcels: bool = True  # its orders have shipments
    forget: Callable[[ProductId | None], None] = _nothing_is_kept
    """Forget a product that was read, or all (None): it may have changed since."""
