"""Convert WooCommerce's answers to the values of the ports. Pure.

Core WooCommerce has no parcels: an order is `processing` until it is `completed`, which one shop
sets when it is sent and another when it has arrived (`completed_means`). It has no returns and
exchanges either: those are our notes in its meta data.
Statuses: woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
"""

import base64
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from assistant.commerce.amounts import Money, plus, times
from assistant.commerce.customer import fold_email
from assistant.commerce.effect_notes import REQUESTS, EffectNote
from assistant.commerce.order import (
    Entry,
    EntryKind,
    LinePart,
    Options,
    Order,
    OrderLine,
    OrderRequest,
    OrderStatus,
    RequestKind,
    versioned,
)
from assistant.commerce.shop_ids import CustomerId, LineId, OrderId, ProductId, VariantId
from integrations.shops.woocommerce import payment_methods
from integrations.shops.woocommerce.api_payloads import OrderPayload, WooItem, WooRefund, read_money
from integrations.shops.woocommerce.mailing_addresses import pick_address, read_address
from integrations.shops.woocommerce.permit_record import EXCHANGE, LINE_PRICE, WooRecord, mark
from integrations.shops.woocommerce.refund_bodies import pieces_in

GUEST = "guest:"

HIDDEN = frozenset({"trash", "auto-draft", "checkout-draft"})
"""Statuses of what is no order for the customer."""

_STATUSES = {
    "pending": OrderStatus.PENDING,  # not paid yet
    "on-hold": OrderStatus.PENDING,  # a person waits for the payment
    "failed": OrderStatus.PENDING,  # the payment failed
    "processing": OrderStatus.PENDING,  # paid, not sent
    "cancelled": OrderStatus.CANCELLED,
    "refunded": OrderStatus.CANCELLED,
}
"""WooCommerce's own; a status that an extension brings is taken for "being packed"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WooOrderReader:
    """Read orders by the settings of one shop."""

    completed_means: Literal["shipped", "delivered"] = "delivered"

    def read(
        self,
        found: OrderPayload,
        final_sale: Collection[int] = (),
        paid_back: Mapping[int, int] = MappingProxyType({}),
        refunds: Iterable[WooRefund] = (),
    ) -> Order:
        """Return an order.

        Args:
            found: as WooCommerce has it.
            final_sale: products that are not taken back.
            paid_back: line -> pieces that were refunded.
            refunds: the refunds with their lines: they tell which of them is a return's.
        """
        status = self._status(found)
        arrived = status is OrderStatus.DELIVERED
        requests = _requests(found, {} if status is OrderStatus.CANCELLED else paid_back)
        order = Order(
            order_id=OrderId(str(found.id)),
            number=f"#{found.number.removeprefix('#')}",
            customer_id=customer_of(found),
            status=status,
            confirmed=found.status != "on-hold",
            placed_at=found.date_created_gmt or datetime.fromtimestamp(0, UTC),
            delivered_at=found.date_completed_gmt if arrived else None,
            currency=found.currency,
            lines=tuple(
                _line(one, found.currency, final_sale, paid_back.get(one.id, 0))
                for one in found.line_items
                if str(one.id) not in _removed(found)
            ),
            shipping=_shipping(found),
            address=read_address(pick_address(found.shipping, found.billing)),
            entries=_entries(found, requests, {one.id: one for one in refunds}),
            requests=requests,
            cancel_reason=_cancel_reason(found),
            version="",
        )
        return versioned(order)

    def _status(self, found: OrderPayload) -> OrderStatus:
        completed = OrderStatus(self.completed_means)
        if found.status == "refunded" and found.date_completed_gmt is not None:
            return completed  # all was paid back after it was sent: it is not cancelled
        if found.status == "completed":
            return completed
        return _STATUSES.get(found.status, OrderStatus.PROCESSED)


def customer_of(found: OrderPayload) -> CustomerId:
    """Return the customer of an order: an account's number, or a guest's encoded address.

    WooCommerce has no customer for a guest: the address of the order is all that there is.
    """
    if found.customer_id:
        return CustomerId(str(found.customer_id))
    return guest(found.billing.email)


def guest(email: str) -> CustomerId:
    """Return the id of a guest; not an address that can be read in passing."""
    encoded = base64.urlsafe_b64encode(fold_email(email).encode()).decode()
    return CustomerId(f"{GUEST}{encoded}")


def guest_email(customer_id: CustomerId) -> str:
    """Return a guest's address; "": it is no guest's id."""
    if not customer_id.startswith(GUEST):
        return ""
    try:
        return base64.urlsafe_b64decode(customer_id.removeprefix(GUEST)).decode()
    except ValueError:  # it is no base64, or no text
        return ""


def is_order(found: OrderPayload) -> bool:
    """Return whether it is a customer's order: no draft, and no order that sends an exchange."""
    sends = any(one.key == EXCHANGE for one in found.meta_data)
    return found.status not in HIDDEN and bool(found.line_items) and not sends


def gross(item: WooItem, currency: str) -> Money:
    """Return the price of a line with its tax."""
    return plus(read_money(item.total, currency), read_money(item.total_tax, currency))


def _line(item: WooItem, currency: str, final_sale: Collection[int], back: int) -> OrderLine:
    said = item.meta(LINE_PRICE)
    bought = max(item.quantity, 1)
    whole = gross(item, currency)
    price = replace(whole, amount_minor=round(whole.amount_minor / bought))
    return OrderLine(
        line_id=LineId(str(item.id)),
        product_id=ProductId(str(item.product_id)),
        variant_id=VariantId(str(item.variation_id or item.product_id)),
        title=item.parent_name or item.name,
        options=_options(item),
        quantity=bought - back if back < bought else bought,
        price=read_money(said, currency) if said else price,
        whole=whole if not said and not back and times(price, bought) != whole else None,
        final_sale=item.product_id in final_sale,
    )


def _options(item: WooItem) -> Options:
    """Return the options of a variation's line: its own rows of meta data that have a name to show.

    `display_key`, `display_value`: woocommerce.github.io/woocommerce-rest-api-docs/#orders
    """
    if not item.variation_id:
        return ()
    return tuple(
        (one.display_key or one.key.removeprefix("pa_"), str(one.display_value or one.value))
        for one in item.meta_data
        if not one.key.startswith("_")
    )


def _shipping(found: OrderPayload) -> Money | None:
    amount = plus(
        read_money(found.shipping_total, found.currency),
        read_money(found.shipping_tax, found.currency),
    )
    return amount if amount.amount_minor else None


def _entries(
    found: OrderPayload, requests: Sequence[OrderRequest], refunds: Mapping[int, WooRefund]
) -> tuple[Entry, ...]:
    """Return the movements of money: an order that is not paid has none."""
    method = payment_methods.of_order(found)
    total = read_money(found.total, found.currency)
    if found.date_paid_gmt is None or method is None or not total.amount_minor:
        return ()
    paid = Entry(kind=EntryKind.PAYMENT, method_id=method.method_id, amount=total)
    back = tuple(
        Entry(
            kind=EntryKind.REFUND,
            method_id=method.method_id,
            amount=read_money(one.total, found.currency),
            request=_return_of(refunds[one.id], requests) if one.id in refunds else "",
            at=refunds[one.id].date_created_gmt if one.id in refunds else None,
        )
        for one in sorted(found.refunds, key=lambda one: one.id)
    )
    return (paid, *back)


def _return_of(refund: WooRefund, requests: Sequence[OrderRequest]) -> str:
    """Return the reference of the return whose pieces a refund is of; "": it is of no return."""
    lines = {LineId(str(line)) for line, pieces in pieces_in(refund).items() if pieces}
    returns = (one for one in requests if one.kind is RequestKind.RETURN)
    return next((one.reference for one in returns if lines & set(one.line_ids)), "")


def _requests(found: OrderPayload, paid_back: Mapping[int, int]) -> tuple[OrderRequest, ...]:
    """Return our returns, exchanges and changes; pieces that staff refunded count as returned.

    They are not paid back again.
    """
    notes = WooRecord.of(found.meta_data).done(*REQUESTS)
    ours = _without_refunded(notes, found, paid_back)
    known = _removed(found).union(
        line_id for one in ours for line_id in one.line_ids if not _part_of(one, line_id)
    )
    gone = (one for one in found.line_items if paid_back.get(one.id, 0) >= max(one.quantity, 1))
    line_ids = tuple(LineId(str(one.id)) for one in gone if str(one.id) not in known)
    if not line_ids:
        return ours
    number = f"#{found.number.removeprefix('#')}"
    return (*ours, OrderRequest(kind=RequestKind.RETURN, reference=number, line_ids=line_ids))


def _part_of(request: OrderRequest, line_id: LineId) -> bool:
    return any(one.line_id == line_id for one in request.parts)


def _removed(found: OrderPayload) -> frozenset[LineId]:
    """Return the lines that we took off the order; WooCommerce keeps them, for its accounts."""
    record = WooRecord.of(found.meta_data)
    return frozenset(
        line
        for one in record.done("remove_items")
        for line in one.lines
        if line not in {part.line_id for part in one.parts}
    )


def _without_refunded(
    notes: Iterable[EffectNote], found: OrderPayload, paid_back: Mapping[int, int]
) -> tuple[OrderRequest, ...]:
    """Return the requests of notes, oldest first, without pieces that were refunded since.

    Those are out of the line. `of` tells what the line had: what left it before is no piece of the
    note's.
    """
    bought = {LineId(str(one.id)): max(one.quantity, 1) for one in found.line_items}
    back = {LineId(str(key)): pieces for key, pieces in paid_back.items()}
    told: Counter[LineId] = Counter()  # refunded pieces that left before, or by an older note
    requests = []
    for note in notes:
        parts = []
        for one in note.parts:
            key = one.line_id
            told[key] = max(told[key], bought.get(key, one.of) - one.of)
            out = max(0, min(one.pieces, back.get(key, 0) - told[key]))
            told[key] += out
            parts.append(replace(one, pieces=one.pieces - out))
        requests.append(_request(note, tuple(parts)))
    return tuple(requests)


def _request(note: EffectNote, parts: tuple[LinePart, ...]) -> OrderRequest:
    return OrderRequest(
        kind=REQUESTS[note.type],
        reference=note.reference,
        line_ids=note.lines,
        parts=parts,
        new_variant_ids=note.variants,
        method_id=note.method,
        amount=note.requested,
        reason=note.reason,
    )


def _cancel_reason(found: OrderPayload) -> str:
    """Return our reason for cancelling: of an effect that is done, or refunded and then lost."""
    record = WooRecord.of(found.meta_data)
    begun = (
        one
        for _, one in record.claims
        if one.type == "cancel_order" and any(mark(one.key) in row.reason for row in found.refunds)
    )
    cancelled = (*record.done("cancel_order"), *begun)
    return cancelled[-1].reason if cancelled else ""
