"""Make the demo shop's orders from the rows of content/orders.yml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from assistant.commerce.amounts import Money, minus, times, total
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Address, Customer
from assistant.commerce.effect_outcomes import apply
from assistant.commerce.order import (
    Entry,
    EntryKind,
    Order,
    OrderLine,
    OrderStatus,
    Shipment,
    ShipmentStatus,
)
from assistant.commerce.shop_books import Books, Terms
from assistant.commerce.shop_effects import (
    CancelOrder,
    ChangeItems,
    Effect,
    ExchangeItems,
    ReturnItems,
    Swap,
)
from assistant.commerce.shop_ids import LineId, OrderId, PaymentMethodId, VariantId
from assistant.conversation.message import Language

_EUR = "EUR"
_TERMS = Terms(refund_days=(1, 3), return_refund_days=(1, 5))

# As on the page about shipping: (price, free from, both in cents; None: never).
_HOME: Mapping[str, tuple[int, int | None]] = {
    "FR": (590, 8000),
    **dict.fromkeys(("BE", "LU", "NL", "DE"), (890, 12000)),
    **dict.fromkeys(("ES", "IT", "PT", "AT", "IE"), (1190, 15000)),
    **dict.fromkeys(("GB", "CH"), (1690, None)),
}
_IN_FRANCE: Mapping[str, tuple[int, int | None]] = {"relay": (390, 6000), "express": (1290, None)}
_CARRIERS = {"relay": "Mondial Relay", "express": "Chronopost"}

# Neither returned nor exchanged, by the page about returns: earrings, and what is painted to order.
_FINAL_SALE = ("AC13", "TA01")

_STILL_DAYS = {ShipmentStatus.PREPARED: 3, ShipmentStatus.IN_TRANSIT: 2}
_SATURDAY = 5


class Counter:
    """Find variants of the catalogue by their SKU, named in the language of the customer."""

    def __init__(self, products: Mapping[Language, Sequence[SoldProduct]]) -> None:
        self._by_sku: dict[tuple[str, str], tuple[SoldProduct, SoldVariant]] = {
            (language, variant.variant_id): (product, variant)
            for language, sold in products.items()
            for product in sold
            for variant in product.variants
        }

    def find(self, sku: str, language: str) -> tuple[SoldProduct, SoldVariant]:
        """Return the product and its variant.

        Raises:
            KeyError: nothing of that SKU is sold.
        """
        return self._by_sku[language, sku]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMaker:
    """Make an order from a row of the file."""

    number: str
    customer: Customer
    now: datetime  # what days count back from
    counter: Counter

    def place(self, row: Mapping[str, Any]) -> Order:
        """Return the order with all that was done to it later."""
        lines = tuple(self._line(i, told) for i, told in enumerate(row["lines"], 1))
        shipping = self._shipping(lines, row.get("by_way", ""))
        delivered = row.get("delivered")
        order = Order(
            order_id=OrderId(self.number.lower()),
            number=self.number,
            customer_id=self.customer.customer_id,
            status=OrderStatus(row["state"]),
            placed_at=self._ago(row["placed"]),
            delivered_at=None if delivered is None else self._ago(delivered),
            currency=_EUR,
            lines=lines,
            shipping=shipping,
            address=self._address,
            entries=self._entries(lines, shipping, row["paid"]),
            version="1",
        )
        order = replace(order, shipments=self._shipments(order, row))
        for what, how in row.get("then", {}).items():
            order = self._then(order, what, how)
        return order

    @property
    def _address(self) -> Address:
        if self.customer.default_address is None:
            raise LookupError(self.customer.customer_id)
        return self.customer.default_address

    def _ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def _line(self, position: int, told: str) -> OrderLine:
        sku, _, pieces = told.partition(" x")
        product, variant = self.counter.find(sku, self.customer.language)
        return OrderLine(
            line_id=LineId(f"{self.number.lower()}-{position}"),
            product_id=product.product_id,
            variant_id=variant.variant_id,
            title=product.title,
            options=variant.options,
            quantity=int(pieces or 1),
            price=variant.price,
            final_sale=sku.startswith(_FINAL_SALE),
        )

    def _shipping(self, lines: Sequence[OrderLine], way: str) -> Money:
        price, free_from = _IN_FRANCE[way] if way else _HOME[self._address.country]
        is_free = free_from is not None and _sum(lines).amount_minor >= free_from
        return _euros(0 if is_free else price)

    def _entries(
        self, lines: Sequence[OrderLine], shipping: Money, paid: str | Mapping[str, Any]
    ) -> tuple[Entry, ...]:
        """Return the payments: all by one method, or named amounts and the rest by another."""
        rest = total((_sum(lines), shipping), currency=_EUR)
        by: Mapping[str, Any] = {paid: "rest"} if isinstance(paid, str) else paid
        entries = []
        for method_id, told in by.items():
            amount = rest if told == "rest" else min(_euros(told * 100), rest, key=_minor)
            rest = minus(rest, amount)
            if amount.amount_minor:
                entries.append(_entry(EntryKind.PAYMENT, self._method(method_id), amount))
        return tuple(entries)

    def _method(self, method_id: str) -> PaymentMethodId:
        method = self.customer.method(PaymentMethodId(method_id))
        if method is None:
            raise KeyError(method_id)
        return method.method_id

    def _shipments(self, order: Order, row: Mapping[str, Any]) -> tuple[Shipment, ...]:
        """Return the parcels that the row names; a delivered order came in one."""
        states = row.get("parcels", ["delivered"] if order.delivered_at else [])
        line_ids = tuple(line.line_id for line in order.lines)
        return tuple(
            self._shipment(
                position, ShipmentStatus(state), line_ids[position :: len(states)], order, row
            )
            for position, state in enumerate(states)
        )

    def _shipment(
        self,
        position: int,
        status: ShipmentStatus,
        line_ids: tuple[LineId, ...],
        order: Order,
        row: Mapping[str, Any],
    ) -> Shipment:
        carrier = _CARRIERS.get(row.get("by_way", ""), "Colissimo")
        number = f"{carrier[:2].upper()}{self.number[2:]}{position + 1:03d}"
        arrived = status is ShipmentStatus.DELIVERED
        return Shipment(
            carrier=carrier,
            tracking_number=number,
            tracking_url=f"https://suivi.example/{number}",
            status=status,
            line_ids=line_ids,
            expected_on=None if arrived else self._working_day(_STILL_DAYS.get(status, 0)),
            delivered_at=(order.delivered_at or self._ago(1)) if arrived else None,
        )

    def _working_day(self, days: int) -> date:
        """Return the day in so many days, or the Monday after."""
        day = self.now.date() + timedelta(days=days)
        late = day.weekday() - _SATURDAY
        return day + timedelta(days=2 - late) if late >= 0 and days else day

    def _then(self, order: Order, what: str, how: Any) -> Order:  # noqa: ANN401  # as YAML has it
        if what == "refunded":
            return self._refund(order)
        effect = self._effect(order, what, how)
        products = (
            self.counter.find(line.variant_id, self.customer.language)[0] for line in order.lines
        )
        books = Books(
            customer=self.customer, order=order, products={one.product_id: one for one in products}
        )
        return apply("", effect, books, terms=_TERMS).order or order

    def _effect(self, order: Order, what: str, how: Any) -> Effect:  # noqa: ANN401
        if what == "cancel":
            return CancelOrder(order_id=order.order_id, version=order.version, reason=how)
        if what == "return":
            back = [order.lines[position - 1] for position in how]
            return ReturnItems(
                order_id=order.order_id,
                version=order.version,
                line_ids=tuple(line.line_id for line in back),
                refund_to=order.paid_with or PaymentMethodId(""),
                refund=_sum(back),
            )
        kind: type[ExchangeItems | ChangeItems] = (
            ExchangeItems if what == "exchange" else ChangeItems
        )
        swaps = tuple(
            Swap(line_id=order.lines[position - 1].line_id, variant_id=VariantId(sku))
            for position, sku in how.items()
        )
        return kind(
            order_id=order.order_id,
            version=order.version,
            swaps=swaps,
            settle_with=None,
            difference=_euros(0),
        )

    def _refund(self, order: Order) -> Order:
        """Pay the order's last return back."""
        request = order.requests[-1]
        if request.method_id is None or request.amount is None:
            raise LookupError(order.number)
        entry = replace(
            _entry(EntryKind.REFUND, request.method_id, request.amount), request=request.reference
        )
        version = str(int(order.version) + 1)
        return replace(order, entries=(*order.entries, entry), version=version)


def _euros(cents: int) -> Money:
    return Money(amount_minor=cents, currency=_EUR)


def _minor(amount: Money) -> int:
    return amount.amount_minor


def _sum(lines: Sequence[OrderLine]) -> Money:
    return total((times(line.price, line.quantity) for line in lines), currency=_EUR)


def _entry(kind: EntryKind, method_id: PaymentMethodId, amount: Money) -> Entry:
    return Entry(kind=kind, method_id=method_id, amount=amount)
