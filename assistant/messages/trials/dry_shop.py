"""Make a gate that reads the shop and changes nothing in it.

The gate is the product's own; the ports behind it that could change something are replaced. What
it would have done is noted, and answered as the shop answers.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.commerce.amounts import Money
from assistant.commerce.basket_links import BasketLinks
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import Baskets, KeptBasket, OrderBook
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import CancelOrder, Effect, Receipt, ReturnItems
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
    effects: list[Effect] = field(default_factory=list)  # that were not carried out
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
        for one in orders:
            self._seen(one)
        return orders

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
            self.effects.append(permit.effect)
            self._receipts[permit.key] = self._receipt(permit)
        return self._receipts[permit.key]

    async def receipt(self, key: str) -> Receipt | None:
        """Return the receipt of a dry effect; the shop's own receipts are of no trial."""
        return self._receipts.get(key)

    def _seen(self, order: Order | None) -> Order | None:
        if order is not None:
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
    def of(cls, gate: Gate, clock: Clock, receipts: Iterable[Receipt] = ()) -> "DryGate":
        """Return the same gate as at another time, with no way to an effect or to mail."""
        orders = DryOrders(shop=gate.orders)
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
