"""Describe effects on the shop: plain values, which do nothing by themselves.

An effect names the order's version it was decided on; a shop that has moved on refuses it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args, get_type_hints

from assistant.commerce.amounts import Money
from assistant.commerce.customer import Address
from assistant.commerce.order import LinePart, OrderLine
from assistant.commerce.shop_ids import (
    CustomerId,
    LineId,
    OrderId,
    PaymentMethodId,
    ProductId,
    VariantId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEffect:
    """Hold the fields of every effect on one order."""

    order_id: OrderId
    version: str  # `Order.version` it was decided on


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder(OrderEffect):
    """Cancel the whole order; every payment goes back by the method it was made with."""

    type: Literal["cancel_order"] = "cancel_order"
    reason: str  # one of the shop's rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnItems(OrderEffect):
    """Take lines back."""

    type: Literal["return_items"] = "return_items"
    line_ids: tuple[LineId, ...]
    parts: tuple[LinePart, ...] = ()  # lines of which only some pieces are meant
    refund_to: PaymentMethodId
    refund: Money  # as it was read back
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Exchange one line for another variant of the same product."""

    line_id: LineId
    variant_id: VariantId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeItems(OrderEffect):
    """Take delivered lines back and send other variants."""

    type: Literal["exchange_items"] = "exchange_items"
    swaps: tuple[Swap, ...]
    parts: tuple[LinePart, ...] = ()
    settle_with: PaymentMethodId | None  # None: nothing is owed either way
    difference: Money  # above zero the customer pays, below they are paid


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeItems(OrderEffect):
    """Put other variants into an order that is not packed yet."""

    type: Literal["change_items"] = "change_items"
    swaps: tuple[Swap, ...]
    parts: tuple[LinePart, ...] = ()
    settle_with: PaymentMethodId | None
    difference: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAddress(OrderEffect):
    """Send an order to another address."""

    type: Literal["change_address"] = "change_address"
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePayment(OrderEffect):
    """Pay the whole order with another method and refund the payment before."""

    type: Literal["change_payment"] = "change_payment"
    method_id: PaymentMethodId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveItems(OrderEffect):
    """Take lines off an order that is not packed yet; the rest is sent."""

    type: Literal["remove_items"] = "remove_items"
    line_ids: tuple[LineId, ...]
    parts: tuple[LinePart, ...] = ()
    refund_to: PaymentMethodId | None  # None: nothing was paid yet
    refund: Money


ClaimedProblem = Literal["damaged", "wrong_item", "missing", "defective"]
ClaimedWish = Literal["replacement", "refund", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordClaim(OrderEffect):
    """Note for the shop's people that delivered goods are not as they should be."""

    type: Literal["record_claim"] = "record_claim"
    line_ids: tuple[LineId, ...]
    parts: tuple[LinePart, ...] = ()
    problem: ClaimedProblem
    wish: ClaimedWish
    photo: bool  # whether the customer sent one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reship(OrderEffect):
    """Send lines of an order once more; the customer pays nothing."""

    type: Literal["reship"] = "reship"
    line_ids: tuple[LineId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantVoucher(OrderEffect):
    """Give the order's customer a voucher that is worth an amount, once."""

    type: Literal["grant_voucher"] = "grant_voucher"
    customer_id: CustomerId
    amount: Money
    valid_days: int  # from the day it is made
    least: Money | None = None  # order that it is good for; None: any
    products: tuple[ProductId, ...] = ()  # that it is good for; empty: all

    @property
    def is_code(self) -> bool:
        """Return whether it takes something off an order, and is no money that can be kept."""
        return self.least is not None or bool(self.products)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPart(OrderEffect):
    """Pay a part of the order back; the customer keeps the goods."""

    type: Literal["refund_part"] = "refund_part"
    method_id: PaymentMethodId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDefaultAddress:
    """Keep another address for later orders."""

    type: Literal["change_default_address"] = "change_default_address"
    customer_id: CustomerId
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertBackInStock:
    """Write to a customer once a variant can be bought again."""

    type: Literal["alert_back_in_stock"] = "alert_back_in_stock"
    customer_id: CustomerId
    product_id: ProductId
    variant_id: VariantId


AnyOrderEffect = (
    CancelOrder
    | ReturnItems
    | ExchangeItems
    | ChangeItems
    | ChangeAddress
    | ChangePayment
    | RemoveItems
    | RecordClaim
    | Reship
    | GrantVoucher
    | RefundPart
)
Effect = AnyOrderEffect | ChangeDefaultAddress | AlertBackInStock

EFFECT_TYPES: tuple[str, ...] = tuple(
    name for one in get_args(Effect) for name in get_args(get_type_hints(one)["type"])
)
"""The type of every effect."""


def part_of(line: OrderLine, parts: Sequence[LinePart]) -> OrderLine:
    """Return the line with the pieces that `parts` name of it; named by none: the whole line."""
    pieces = next((one.pieces for one in parts if one.line_id == line.line_id), line.quantity)
    return line.part(pieces)


_CODE_CHARS = 12
_CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another


def voucher_code(key: str) -> str:
    """Return the code of the voucher that a permit allows: always the same, and not to be guessed.

    A permit's key is random and no customer ever sees it.
    """
    number = int.from_bytes(hashlib.sha256(f"voucher {key}".encode()).digest())
    drawn = []
    for _ in range(_CODE_CHARS):
        number, place = divmod(number, len(_CODE_ALPHABET))
        drawn.append(_CODE_ALPHABET[place])
    return "-".join("".join(drawn[at : at + 4]) for at in range(0, _CODE_CHARS, 4))


def fingerprint(effect: Effect) -> str:
    """Return 64 hex digits that only this effect, on this version of the order, has."""
    written = json.dumps(asdict(effect), sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Hold the shop's answer that an effect is done; the same for a repeat."""

    key: str  # of the permit it was done with
    reference: (
        str  # what the customer may quote: the order's number, the return's, a voucher's code
    )
    amount: Money | None = None  # that the customer gets back, above zero; None: nothing
    # Working days until it is there: from now, or, after a return or exchange, from the day the
    # goods are back. None: it is there already, or there is no refund.
    refund_days: tuple[int, int] | None = None
