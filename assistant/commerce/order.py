"""Describe an order: its lines, parcels, money, later requests and version. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from assistant.commerce.amounts import Money, times, total
from assistant.commerce.customer import Address
from assistant.commerce.shop_ids import (
    CustomerId,
    LineId,
    OrderId,
    PaymentMethodId,
    ProductId,
    VariantId,
)

Options = tuple[tuple[str, str], ...]
"""(name, value) pairs as the shop spells them: (("Taille", "M"), ("Couleur", "Rouge"))."""


class OrderStatus(StrEnum):
    """Name the steps of an order on its way to the customer."""

    PENDING = "pending"  # nothing is packed yet
    PROCESSED = "processed"  # being packed
    SHIPPED = "shipped"  # at least one parcel is on its way
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """Describe a line of an order; `price` is of one piece, as paid."""

    line_id: LineId
    product_id: ProductId
    variant_id: VariantId
    title: str
    options: Options = ()
    quantity: int = 1
    price: Money
    whole: Money | None = None  # of all pieces, where `price` is rounded; None: their product
    final_sale: bool = False  # neither returned nor exchanged

    @property
    def paid(self) -> Money:
        """Return the amount paid for all pieces."""
        return self.whole or times(self.price, self.quantity)

    def part(self, pieces: int) -> "OrderLine":
        """Return the line with only some of its pieces, at their share of the price."""
        whole = self.whole and replace(
            self.whole, amount_minor=self.whole.amount_minor * pieces // self.quantity
        )
        return self if pieces == self.quantity else replace(self, quantity=pieces, whole=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePart:
    """Name some of the pieces of a line."""

    line_id: LineId
    pieces: int
    of: int  # pieces that the line has


class ShipmentStatus(StrEnum):
    """Name the steps of a parcel on its way."""

    PREPARED = "prepared"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    FAILED = "failed"  # an attempt failed, or it came back


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Describe a parcel of an order."""

    carrier: str
    tracking_number: str
    tracking_url: str = ""
    status: ShipmentStatus
    line_ids: tuple[LineId, ...]
    expected_on: date | None = None
    moved_at: datetime | None = None  # last scanned, else handed to the carrier; None: not told
    delivered_at: datetime | None = None


class EntryKind(StrEnum):
    """Name the ways that money can move."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Record a movement of money, never negative."""

    kind: EntryKind
    method_id: PaymentMethodId
    amount: Money
    request: str = ""  # reference of the return that a refund belongs to; "": of none, or not told
    at: datetime | None = field(default=None, compare=False)  # None: the shop does not say


class RequestKind(StrEnum):
    """Name the changes that an order can have after it was placed."""

    RETURN = "return"
    EXCHANGE = "exchange"
    CHANGE_ITEMS = "change_items"
    RESHIP = "reship"
    CLAIM = "claim"  # a problem that people look at; nothing moves


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """Record a return, an exchange, a change of items, a second parcel or a claim."""

    kind: RequestKind
    reference: str  # what the customer may quote
    line_ids: tuple[LineId, ...]
    parts: tuple[LinePart, ...] = ()  # lines of which only some pieces are meant
    new_variant_ids: tuple[VariantId, ...] = ()  # of an exchange or change, one per line
    method_id: PaymentMethodId | None = None  # refunded to, or settled with
    amount: Money | None = None  # refund, or price difference: above zero the customer pays
    reason: str = ""  # of a return: a code of the rules or of the shop system; "": none is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Describe an order as of `version`."""

    order_id: OrderId
    number: str  # as the customer reads it: "#1042"
    customer_id: CustomerId
    status: OrderStatus
    confirmed: bool = True  # False: the shop holds it back, or its payment, until people confirm
    placed_at: datetime  # aware, UTC
    delivered_at: datetime | None = None
    currency: str  # ISO 4217; of every amount of the order
    lines: tuple[OrderLine, ...]  # at least one
    shipping: Money | None = None  # paid for delivery
    address: Address
    entries: tuple[Entry, ...] = ()  # oldest first
    shipments: tuple[Shipment, ...] = ()
    requests: tuple[OrderRequest, ...] = ()  # oldest first
    cancel_reason: str = ""
    basket: str = ""  # token of the chat's basket that it came from; "": of none, or not told
    version: str  # changes whenever anything above does but `basket`, which never does

    def line(self, line_id: LineId) -> OrderLine | None:
        """Return the line of that id; None: this order has no such line."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def left(self, line: OrderLine) -> int:
        """Return how many pieces of a line are neither returned nor exchanged, nor about to be."""
        return max(line.quantity - self._gone(line, RequestKind.RETURN, RequestKind.EXCHANGE), 0)

    def returned(self, line: OrderLine) -> int:
        """Return how many pieces of a line are returned, or about to be."""
        return min(self._gone(line, RequestKind.RETURN), line.quantity)

    def return_reason(self, line: OrderLine) -> str:
        """Return the reason of the last return of a line that tells one; "": none does."""
        told = [
            one.reason
            for one in self.requested(RequestKind.RETURN)
            if one.reason and line.line_id in one.line_ids
        ]
        return told[-1] if told else ""

    def _gone(self, line: OrderLine, *kinds: RequestKind) -> int:
        """Return how many pieces of a line requests of these kinds name."""
        named = (one for one in self.requested(*kinds) if line.line_id in one.line_ids)
        parts = ({part.line_id: part.pieces for part in one.parts} for one in named)
        return sum(one.get(line.line_id, line.quantity) for one in parts)

    def requested(self, *kinds: RequestKind) -> tuple[OrderRequest, ...]:
        """Return the requests of these kinds, oldest first."""
        return tuple(request for request in self.requests if request.kind in kinds)

    @property
    def paid_with(self) -> PaymentMethodId | None:
        """Return the method of the last payment; None: nothing was paid yet."""
        paid = [entry for entry in self.entries if entry.kind is EntryKind.PAYMENT]
        return paid[-1].method_id if paid else None

    @property
    def paid(self) -> Money:
        """Return the amount that the shop holds for this order: payments less refunds."""
        signs = {EntryKind.PAYMENT: 1, EntryKind.REFUND: -1}
        return total(
            (times(entry.amount, signs[entry.kind]) for entry in self.entries),
            currency=self.currency,
        )

    @property
    def free(self) -> Money:
        """Return the amount that the shop holds and has not promised for a return or exchange.

        A refund does not tell whether it kept a promise, and each is taken to have kept one.
        """
        payments = (one.amount for one in self.entries if one.kind is EntryKind.PAYMENT)
        left = total(payments, currency=self.currency).amount_minor
        for request in self.requested(RequestKind.RETURN, RequestKind.EXCHANGE):
            if request.amount is not None:
                back = request.amount.amount_minor
                left -= back if request.kind is RequestKind.RETURN else max(0, -back)
        return replace(self.paid, amount_minor=min(self.paid.amount_minor, left))


def versioned(order: Order) -> Order:
    """Return the order with a digest of all the rest as its version.

    Facts that the assistant does not know of, such as a note by staff, make no other version, nor
    does one more scan of a parcel, nor the reason of a return.
    """
    shipments = tuple(replace(one, moved_at=None) for one in order.shipments)
    facts = asdict(replace(order, shipments=shipments, version=""))
    del facts["basket"]
    for request in facts["requests"]:
        del request["reason"]
    written = json.dumps(facts, sort_keys=True, default=str)
    return replace(order, version=hashlib.sha256(written.encode()).hexdigest()[:32])
