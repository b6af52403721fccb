"""Keep a shop in this process's memory."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.checkout import (
    BoughtPieces,
    ShopCode,
    code_of,
    place_order,
    with_code,
)
from assistant.commerce.customer import Customer, fold_email, fold_name, fold_number, fold_postcode
from assistant.commerce.effect_outcomes import apply
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopRefusedError
from assistant.commerce.sales import SoldLine, sold
from assistant.commerce.shop_books import AppliedEffect, Books, ShopRecords, StockMove, Terms
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    ChangeDefaultAddress,
    Effect,
    GrantVoucher,
    Receipt,
)
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from assistant.conversation.message import Language

TERMS = Terms(refund_days=(5, 7), return_refund_days=(5, 7))


class MemoryShop:
    """Keep `Customers`, `OrderBook` and `Assortment` for one event loop.

    No method yields midway.
    """

    def __init__(self, records: ShopRecords, *, terms: Terms = TERMS) -> None:
        self._terms = terms
        self._customers = {one.customer_id: one for one in records.customers}
        self._orders = {one.order_id: one for one in records.orders}
        self._products: dict[Language, dict[ProductId, SoldProduct]] = {
            language: {one.product_id: one for one in products}
            for language, products in records.products.items()
        }
        self._receipts: dict[str, Receipt] = {}
        self._alerts: dict[AlertBackInStock, None] = {}  # a set that keeps its order
        self._codes: dict[str, ShopCode] = {}

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        return self._customers.get(customer_id)

    async def with_email(self, email: str) -> Customer | None:
        wanted = fold_email(email)
        found = (one for one in self._customers.values() if fold_email(one.email) == wanted)
        return next(found, None)

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        wanted = (fold_name(given_name), fold_name(family_name), fold_postcode(postcode))
        if not all(wanted):
            return ()
        return tuple(one for one in self._customers.values() if _name(one) == wanted)

    async def with_number(self, number: str) -> Order | None:
        wanted = fold_number(number)
        found = (one for one in self._orders.values() if fold_number(one.number) == wanted)
        return next(found, None)

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        own = (one for one in self._orders.values() if one.customer_id == customer_id)
        newest = sorted(own, key=lambda one: (one.placed_at, one.order_id), reverse=True)
        return tuple(newest[:limit])

    async def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        for order in sorted(self._orders.values(), key=lambda one: (one.placed_at, one.order_id)):
            if order.placed_at >= since:
                for line in sold(order):
                    yield line

    async def execute(self, permit: Permit) -> Receipt:
        if receipt := self._receipts.get(permit.key):
            return receipt
        applied = apply(permit.key, permit.effect, self._books(permit.effect), terms=self._terms)
        self._store(applied)
        if isinstance(permit.effect, AlertBackInStock):
            self._alerts[permit.effect] = None
        if isinstance(permit.effect, GrantVoucher) and permit.effect.is_code:
            made = code_of(permit.key, permit.effect, datetime.now(UTC))
            self._codes[made.code] = made
        self._receipts[permit.key] = applied.receipt
        return applied.receipt

    async def place(
        self,
        customer_id: CustomerId,
        bought: Sequence[BoughtPieces],
        *,
        code: str = "",
        basket: str = "",
        at: datetime,
    ) -> Order:
        customer = self._customer(customer_id)
        products = [*self._worded(customer.language).values()]
        order_id, number = OrderId(uuid4().hex), f"#{9_000 + len(self._orders)}"
        placed = place_order(
            customer, bought, products, order_id=order_id, number=number, basket=basket, at=at
        )
        if code:
            kept = self._codes.get(code)
            placed = with_code(placed, kept, at)
            if kept is not None:
                self._codes[code] = replace(kept, order_id=order_id)
        self._orders[order_id] = placed.order
        for move in placed.stock:
            self._move(move)
        return placed.order

    def keep(self, order: Order) -> None:
        """Add an order, or replace it by its newer state, as the shop's own people do."""
        self._orders[order.order_id] = order

    async def receipt(self, key: str) -> Receipt | None:
        return self._receipts.get(key)

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:  # noqa: ARG002
        return None

    async def refuses(self) -> frozenset[str]:
        return frozenset()

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        return self._worded(language).get(product_id)

    def records(self) -> ShopRecords:
        """Return all that the shop has now."""
        return ShopRecords(
            customers=tuple(self._customers.values()),
            orders=tuple(self._orders.values()),
            products={
                language: tuple(products.values()) for language, products in self._products.items()
            },
        )

    @property
    def alerts(self) -> tuple[AlertBackInStock, ...]:
        """Return the back-in-stock alerts that wait, oldest first."""
        return tuple(self._alerts)

    def _books(self, effect: Effect) -> Books:
        if isinstance(effect, AlertBackInStock | ChangeDefaultAddress):
            customer, order = self._customer(effect.customer_id), None
        else:
            order = self._order(effect.order_id)
            customer = self._customer(order.customer_id)
        return Books(customer=customer, order=order, products=self._worded(customer.language))

    def _store(self, applied: AppliedEffect) -> None:
        self._customers[applied.customer.customer_id] = applied.customer
        if applied.order is not None:
            self._orders[applied.order.order_id] = applied.order
        for move in applied.stock:
            self._move(move)

    def _move(self, move: StockMove) -> None:
        for products in self._products.values():
            if product := products.get(move.product_id):
                products[move.product_id] = _moved(product, move)

    def _customer(self, customer_id: CustomerId) -> Customer:
        try:
            return self._customers[customer_id]
        except KeyError:
            msg = f"there is no customer {customer_id}"
            raise ShopRefusedError(msg) from None

    def _order(self, order_id: OrderId) -> Order:
        try:
            return self._orders[order_id]
        except KeyError:
            msg = f"there is no order {order_id}"
            raise ShopRefusedError(msg) from None

    def _worded(self, language: str) -> Mapping[ProductId, SoldProduct]:
        """Return the products in `language` or, without any, in the shop's own."""
        own = next(iter(self._products.values()), {})
        return next((sold for one, sold in self._products.items() if one == language), own)


def _name(customer: Customer) -> tuple[str, str, str]:
    address = customer.default_address
    postcode = address.postcode if address else ""
    return fold_name(customer.given_name), fold_name(customer.family_name), fold_postcode(postcode)


def _moved(product: SoldProduct, move: StockMove) -> SoldProduct:
    variants = tuple(
        replace(one, stock=one.stock + move.pieces)
        if one.variant_id == move.variant_id and one.stock is not None
        else one
        for one in product.variants
    )
    return replace(product, variants=variants)
