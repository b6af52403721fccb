"""Find causes in a customer's orders. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from assistant.answers.amount_text import write_amount
from assistant.commerce.order import (
    EntryKind,
    Order,
    OrderRequest,
    OrderStatus,
    RequestKind,
    Shipment,
    ShipmentStatus,
)
from assistant.conversation.message import Language
from assistant.operations.preconditions import claimed_lines
from assistant.operations.shop_values import day
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.trigger import Cause

_ON_ITS_WAY = (ShipmentStatus.PREPARED, ShipmentStatus.IN_TRANSIT)
LATE_AFTER = timedelta(days=1)
"""Past the end of the expected day: parcels of that evening are scanned by then."""

_OLD = timedelta(days=60)
UNPAID_AFTER = timedelta(hours=24)
REVIEW_AFTER = timedelta(days=10)
"""Long enough to have worn or used it; within a return's two weeks nobody is hurried."""


def late_parcels(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the orders with a parcel that should have arrived, and is still on its way.

    Of several late parcels of an order the first is told: one delay is one message.
    """
    found = dict[str, Cause]()
    for order, parcel in _parcels(facts, now):
        if parcel.expected_on is None or parcel.status not in _ON_ITS_WAY:
            continue
        since = _end_of(parcel.expected_on) + LATE_AFTER
        if since <= now:
            cause = _cause(order, parcel, since, expected=day(parcel.expected_on, language))
            found.setdefault(order.order_id, replace(cause, key=str(order.order_id)))
    return tuple(found.values())


def failed_deliveries(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the parcels whose delivery failed."""
    return tuple(
        _cause(order, parcel, None)
        for order, parcel in _parcels(facts, now)
        if parcel.status is ShipmentStatus.FAILED
    )


def refunded_returns(facts: CustomerFacts, _: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the returns whose money went back, in full."""
    return tuple(
        Cause(
            key=f"{order.order_id}:{request.reference}",
            evidence=(order.number, write_amount(request.amount, language)),
            values={"number": order.number, "amount": write_amount(request.amount, language)},
        )
        for order in facts.orders
        for request in order.requested(RequestKind.RETURN)
        if request.amount is not None and _is_refunded(order, request)
    )


def unpaid_orders(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the orders that wait for their payment."""
    return tuple(
        Cause(
            key=str(order.order_id),
            at=order.placed_at + UNPAID_AFTER,
            evidence=(order.number,),
            values={"number": order.number},
        )
        for order in facts.orders
        if order.status is OrderStatus.PENDING
        and not any(entry.kind is EntryKind.PAYMENT for entry in order.entries)
        and order.placed_at + UNPAID_AFTER <= now
    )


def unreviewed_orders(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the orders that arrived a while ago, of which nothing was sent back or claimed."""
    return tuple(
        Cause(
            key=str(order.order_id),
            at=order.delivered_at + REVIEW_AFTER,
            evidence=(order.number,),
            values={"number": order.number},
        )
        for order in facts.orders
        if order.delivered_at is not None
        and not order.requests
        and order.delivered_at + REVIEW_AFTER <= now
    )


def has_open_complaint(facts: CustomerFacts, now: datetime) -> bool:
    """Return whether people look at a problem with an order of the last two months."""
    recent = (order for order in facts.orders if now - order.placed_at <= _OLD)
    return any(claimed_lines(order) for order in recent)


def _parcels(facts: CustomerFacts, now: datetime) -> Iterator[tuple[Order, Shipment]]:
    for order in facts.orders:
        if order.status is OrderStatus.SHIPPED and now - order.placed_at <= _OLD:
            yield from ((order, parcel) for parcel in order.shipments)


def _cause(order: Order, parcel: Shipment, since: datetime | None, **values: str) -> Cause:
    said = {"number": order.number, "carrier": parcel.carrier, **values}
    return Cause(
        key=f"{order.order_id}:{parcel.tracking_number}",
        at=since,
        evidence=tuple(said.values()),
        values=said,
    )


def _end_of(one: date) -> datetime:
    return datetime.combine(one, time.max, tzinfo=UTC)


def _is_refunded(order: Order, request: OrderRequest) -> bool:
    """Return whether a refund of the return's own amount went out to the method it names."""
    return any(
        entry.kind is EntryKind.REFUND and entry.amount == request.amount for entry in order.entries
    )
