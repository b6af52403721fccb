"""Declare the look-ups: the status of an order, the list of orders, the balances."""

from assistant.answers.amount_text import write_amount
from assistant.commerce.order import Order, Shipment, ShipmentStatus
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import ORDER_SLOT
from assistant.operations.shop_values import day, lines, method, status
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    Operation,
    OperationCase,
    OrderParameters,
    Parameters,
)

_EXPECTED = frozenset({ShipmentStatus.PREPARED, ShipmentStatus.IN_TRANSIT})
"""States in which the expected day is told."""

MAX_LISTED = 5
"""Most orders named in one reply; customers read no longer list."""


class NoParameters(Parameters):
    """Hold no parameter."""


def allow(_: OperationCase[OrderParameters] | OperationCase[NoParameters]) -> Allowed:
    """Allow every call: the gate lets in only the customer's own orders and balances."""
    return Allowed()


def tell_status(case: OperationCase[OrderParameters], _: Allowed, language: Language) -> str:
    """Say how far the order is, and where each parcel is."""
    order = case.order
    said = say("told.order_status", language, number=order.number, status=status(order, language))
    parcels = [_parcel(shipment, language) for shipment in order.shipments]
    if not parcels and order.delivered_at is not None:
        parcels = [say("told.delivered_on", language, day=day(order.delivered_at, language))]
    return "\n".join((said, *parcels, lines(order.lines)))


def _parcel(shipment: Shipment, language: Language) -> str:
    where = _where(shipment, language)
    named = " ".join(filter(None, (shipment.carrier, shipment.tracking_number)))
    parcel = named or say("told.parcel_untracked", language)
    said = say("told.parcel", language, parcel=parcel, where=where)
    if shipment.expected_on is not None and shipment.status in _EXPECTED:
        said += " " + say("told.expected_on", language, day=day(shipment.expected_on, language))
    return " ".join(part for part in (said, shipment.tracking_url) if part)


def _where(shipment: Shipment, language: Language) -> str:
    if shipment.delivered_at is not None:
        return say("shipments.delivered_on", language, day=day(shipment.delivered_at, language))
    return say(f"shipments.{shipment.status}", language)


def tell_orders(case: OperationCase[NoParameters], _: Allowed, language: Language) -> str:
    """Name the newest orders."""
    orders = case.facts.orders
    if not orders:
        return say("told.no_orders", language)
    named = "\n".join(_short(order, language) for order in orders[:MAX_LISTED])
    key = "told.orders_more" if len(orders) > MAX_LISTED else "told.orders"
    return say(key, language, orders=named, count=str(min(len(orders), MAX_LISTED)))


def _short(order: Order, language: Language) -> str:
    return say(
        "told.order_short",
        language,
        number=order.number,
        day=day(order.placed_at, language),
        status=status(order, language),
        titles=", ".join(one.title for one in order.lines),
    )


ORDER_STATUS = Operation(
    name="order_status",
    parameters=OrderParameters,
    slots=(ORDER_SLOT,),
    weigh=allow,
    tell=tell_status,
)

LIST_ORDERS = Operation(
    name="list_orders",
    parameters=NoParameters,
    slots=(),
    weigh=allow,
    tell=tell_orders,
    lists_orders=True,
)


def tell_balance(case: OperationCase[NoParameters], _: Allowed, language: Language) -> str:
    """Name each balance."""
    said = [
        say(
            "told.balance_of",
            language,
            method=method(one, language),
            amount=write_amount(one.balance, language),
        )
        for one in case.customer.payment_methods
        if one.balance is not None
    ]
    if not said:
        return say("told.no_balance", language)
    return "\n".join((say("told.balance", language), *said))


BALANCE = Operation(
    name="balance",
    parameters=NoParameters,
    slots=(),
    weigh=allow,
    tell=tell_balance,
)
