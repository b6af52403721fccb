"""Find causes in a customer's orders. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import total
from assistant.commerce.order import (
    Entry,
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

STUCK_AFTER = timedelta(days=10)
"""Since the last scan, else since it was handed to the carrier, where no day is expected."""

PARCEL_STUCK = "parcel_stuck"
"""Names the words for a late parcel of which no expected day is known."""

_OLD = timedelta(days=60)
UNPAID_AFTER = timedelta(hours=24)
UNCONFIRMED_AFTER = timedelta(hours=48)
"""Longer than for a payment: the shop's people have a weekend."""

REVIEW_AFTER = timedelta(days=10)
"""Long enough to have worn or used it; within a return's two weeks nobody is hurried."""


def late_parcels(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the orders with a parcel that should have arrived, or has not moved for long.

    Where the shop knows an expected day, that day alone counts. Of several late parcels of an order
    the first is told: one delay is one message.
    """
    found = dict[str, Cause]()
    for order, parcel in _parcels(facts, now):
        cause = _late(order, parcel, language)
        if cause is not None and cause.at is not None and cause.at <= now:
            found.setdefault(order.order_id, replace(cause, key=str(order.order_id)))
    return tuple(found.values())


def _late(order: Order, parcel: Shipment, language: Language) -> Cause | None:
    """Return the cause that a parcel on its way becomes in time; None: it never does."""
    if parcel.expected_on is not None and parcel.status in _ON_ITS_WAY:
        since = _end_of(parcel.expected_on) + LATE_AFTER
        return _cause(order, parcel, since, expected=day(parcel.expected_on, language))
    if parcel.moved_at is not None and parcel.status is ShipmentStatus.IN_TRANSIT:
        since = parcel.moved_at + STUCK_AFTER
        stuck = _cause(order, parcel, since, moved=day(parcel.moved_at, language))
        return replace(stuck, words=PARCEL_STUCK)
    return None


def failed_deliveries(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the parcels whose delivery failed."""
    return tuple(
        _cause(order, parcel, None)
        for order, parcel in _parcels(facts, now)
        if parcel.status is ShipmentStatus.FAILED
    )


def refunded_returns(facts: CustomerFacts, _: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the returns of which money went back, with the amount that did, such as less a fee."""
    found = (
        (order, request, _refunds(order, request))
        for order in facts.orders
        for request in order.requested(RequestKind.RETURN)
    )
    return tuple(_refunded(*one, language) for one in found if one[2])


def _refunds(order: Order, request: OrderRequest) -> tuple[Entry, ...]:
    """Return the refunds that belong to a return, by the shop's own word."""
    return tuple(
        entry
        for entry in order.entries
        if entry.kind is EntryKind.REFUND and entry.request == request.reference
    )


def _refunded(
    order: Order, request: OrderRequest, refunds: tuple[Entry, ...], language: Language
) -> Cause:
    back = total((one.amount for one in refunds), currency=order.currency)
    said = {"number": order.number, "amount": write_amount(back, language)}
    return Cause(
        key=f"{order.order_id}:{request.reference}",
        at=max((one.at for one in refunds if one.at is not None), default=None),
        evidence=tuple(said.values()),
        values=said,
    )


def unpaid_orders(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the orders that wait for their payment, not for the shop."""
    waiting = (
        order
        for order in facts.orders
        if order.confirmed and not any(one.kind is EntryKind.PAYMENT for one in order.entries)
    )
    return _waiting(waiting, UNPAID_AFTER, now)


def unconfirmed_orders(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the orders that the shop has not confirmed yet."""
    waiting = (order for order in facts.orders if not order.confirmed)
    return _waiting(waiting, UNCONFIRMED_AFTER, now)


def _waiting(orders: Iterable[Order], after: timedelta, now: datetime) -> tuple[Cause, ...]:
    return tuple(
        Cause(
            key=str(order.order_id),
            at=order.placed_at + after,
            evidence=(order.number,),
            values={"number": order.number},
        )
        for order in orders
        if order.status is OrderStatus.PENDING and order.placed_at + after <= now
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
