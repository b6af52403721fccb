"""Make a gate that reads the shop and changes nothing in it.

The gate is the product's own; the ports behind it that could change something are replaced. What
it would have done is noted, and answered as the shop answers: an order is read from then on as it
would be. The stock, balances and addresses of accounts stay as they are.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.commerce.amounts import Money
from assistant.commerce.basket_links import BasketLinks
from assistant.commerce.effect_outcomes import apply
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import (
    Assortment,
    Baskets,
    Customers,
    KeptBasket,
    OrderBook,
    ShopMovedOnError,
    ShopRefusedError,
)
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_books import AppliedEffect, Books, Terms
from assistant.commerce.shop_effects import (
    CancelOrder,
    Effect,
    OrderEffect,
    Receipt,
    ReturnItems,
)
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.conversation.basket import Basket
from assistant.conversation.message import Language
from assistant.operations.autonomy.person_checks import UNCHECKED
from assistant.operations.gate import Gate
from assistant.ports import Clock

NO_ORDER = "0000"
"""Reference of an effect on no order that was read."""


@dataclass(slots=True, kw_only=True)
class DryOrders:
    """Read the shop's orders, and note the effects that would be carried out: an `OrderBook`."""

    shop: OrderBook
    customers: Customers
    assortment: Assortment
    terms: Terms
    effects: list[Effect] = field(default_factory=list)  # that were not carried out
    moved: dict[OrderId, Order] = field(default_factory=dict)  # orders as effects would leave them
    _receipts: dict[str, Receipt] = field(default_factory=dict)  # by the permit's key
    _read: dict[OrderId, Order] = field(default_factory=dict)

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """Return the receipts that were given."""
        return tuple(self._receipts.values())

    def remember(self, receipts: Iterable[Receipt]) -> None:
        """Take up the receipts of a trial's turns before."""
        self._receipts.update((one.key, one) for one in receipts)

    async def with_number(self, number: str) -> Order | None:
        return self._seen(await self.shop.with_number(number))

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        orders = await self.shop.of_customer(customer_id, limit=limit)
        return tuple(self._seen(one) or one for one in orders)

    def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        return self.shop.sold_since(since)

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        del key, order_id
        return None

    async def refuses(self) -> frozenset[str]:
        return await self.shop.refuses()

    async def execute(self, permit: Permit) -> Receipt:
        """Note the effect, and return the receipt that the shop would give."""
        if permit.key not in self._receipts:
            applied = await self._applied(permit)
            self.effects.append(permit.effect)
            if applied is not None and applied.order is not None:
                self.moved[applied.order.order_id] = applied.order
            self._receipts[permit.key] = applied.receipt if applied else self._receipt(permit)
        return self._receipts[permit.key]

    async def _applied(self, permit: Permit) -> AppliedEffect | None:
        """Return the order after an effect, by the rules of the built-in shop.

        None: it is of no order that was read, or another shop's own rules tell.

        Raises:
            ShopMovedOnError: the order is another by now.
        """
        effect = permit.effect
        order = self._read.get(effect.order_id) if isinstance(effect, OrderEffect) else None
        customer = await self.customers.with_id(order.customer_id) if order else None
        if order is None or customer is None or not isinstance(effect, OrderEffect):
            return None
        if effect.version != order.version:
            raise ShopMovedOnError(order.order_id)
        found = {
            line.product_id: await self.assortment.product(
                line.product_id, language="en" if customer.language == "en" else "fr"
            )
            for line in order.lines
        }
        products = {name: product for name, product in found.items() if product is not None}
        try:  # other shops' versions are no numbers, as those of the books are
            books = Books(customer=customer, order=replace(order, version="1"), products=products)
            applied = apply(permit.key, replace(effect, version="1"), books, terms=self.terms)
        except ShopRefusedError:
            return None
        now = applied.order and replace(applied.order, version=f"{order.version}+")
        return replace(applied, order=now)

    async def receipt(self, key: str) -> Receipt | None:
        """Return the receipt of a dry effect; the shop's own receipts are of no trial."""
        return self._receipts.get(key)

    def _seen(self, order: Order | None) -> Order | None:
        if order is not None:
            order = self.moved.get(order.order_id, order)
            self._read[order.order_id] = order
        return order

    def _receipt(self, permit: Permit) -> Receipt:
        effect = permit.effect
        order = self._read.get(getattr(effect, "order_id", OrderId("")))
        return Receipt(
            key=permit.key,
            reference=order.number if order else NO_ORDER,
            amount=_amount(effect, order),
        )


@dataclass(slots=True, kw_only=True)
class DryBaskets:
    """Say that a basket is kept, and keep it nowhere: `Baskets`."""

    changes: int = 0  # that were not made

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        del language
        self.changes += 1
        return KeptBasket(basket=basket, checkout_url="")

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        del language
        return KeptBasket(basket=basket, checkout_url="")


@dataclass(frozen=True, slots=True, kw_only=True)
class DryGate:
    """Hold a gate without effects, and the effects that it would have had."""

    gate: Gate
    orders: DryOrders
    baskets: Baskets | None

    @property
    def basket_changes(self) -> int:
        """Return how many changes of a basket in the shop were not made."""
        return self.baskets.changes if isinstance(self.baskets, DryBaskets) else 0

    @classmethod
    def of(
        cls,
        gate: Gate,
        clock: Clock,
        receipts: Iterable[Receipt] = (),
        moved: Iterable[Order] = (),
    ) -> "DryGate":
        """Return the same gate as at another time, with no way to an effect or to mail.

        `moved` are orders as the effects of turns before would have left them.
        """
        orders = DryOrders(
            shop=gate.orders,
            customers=gate.customers,
            assortment=gate.assortment,
            terms=gate.rules.terms,
            moved={one.order_id: one for one in moved},
        )
        orders.remember(receipts)
        keeper, baskets = gate.keeper, None
        if keeper is not None:
            # A link has the whole basket in it: writing one changes nothing.
            links = isinstance(keeper.baskets, BasketLinks)
            baskets = keeper.baskets if links else DryBaskets()
            keeper = replace(keeper, baskets=baskets)
        dry = replace(gate, orders=orders, mail=None, keeper=keeper, goodwill=None, clock=clock)
        dry = replace(dry, checks=UNCHECKED)
        return cls(gate=dry, orders=orders, baskets=baskets)


def _amount(effect: Effect, order: Order | None) -> Money | None:
    """Return the amount that the customer would get back."""
    match effect:
        case ReturnItems(refund=refund):
            return refund
        case CancelOrder() if order is not None:
            return order.paid
        case _:
            return None
