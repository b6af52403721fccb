"""Apply an effect: what a shop that keeps its own books makes of it. Pure."""

from dataclasses import replace
from typing import assert_never

from assistant.commerce.books import AppliedEffect, Books, Terms
from assistant.commerce.commerce_customer import Customer
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePayment,
    Effect,
    ExchangeItems,
    Receipt,
    ReturnItems,
)
from assistant.commerce.commerce_order import RequestKind
from assistant.commerce.outcomes import (
    EffectOutcome,
    cancel,
    change_items,
    change_payment,
    exchange,
    take_back,
)
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.settlement import book, is_at_once, refunded


def apply(key: str, effect: Effect, books: Books, *, terms: Terms) -> AppliedEffect:
    """Return what becomes of `books`; `key` is the permit's.

    A version is a number in decimal digits and goes up by one.

    Raises:
        ShopMovedOnError: the order's version, a price, the stock or a balance is not what it was.
        ShopRefusedError: the effect names an order, line, variant or method that is not there.
    """
    match effect:
        case ChangeDefaultAddress():
            customer = replace(books.customer, default_address=effect.address)
            return AppliedEffect(customer=customer, receipt=Receipt(key=key, reference=""))
        case AlertBackInStock():
            return AppliedEffect(customer=books.customer, receipt=Receipt(key=key, reference=""))
        case _:
            return _apply_to_order(key, effect, books, terms)


def _apply_to_order(
    key: str,
    effect: CancelOrder | ReturnItems | ExchangeItems | ChangeItems | ChangeAddress | ChangePayment,
    books: Books,
    terms: Terms,
) -> AppliedEffect:
    order = books.order
    if order is None or order.order_id != effect.order_id:
        msg = f"there is no order {effect.order_id}"
        raise ShopRefusedError(msg)
    if order.version != effect.version:
        msg = f"order {order.order_id} is at version {order.version}, not {effect.version}"
        raise ShopMovedOnError(msg)
    match effect:
        case CancelOrder():
            outcome = cancel(order, effect)
        case ReturnItems():
            outcome = take_back(order, effect)
        case ExchangeItems():
            outcome = exchange(order, effect, books)
        case ChangeItems():
            outcome = change_items(order, effect, books)
        case ChangeAddress():
            outcome = EffectOutcome(order=replace(order, address=effect.address))
        case ChangePayment():
            outcome = change_payment(order, effect)
        case _:
            assert_never(effect)
    return _record(key, outcome, books.customer, terms)


def _record(key: str, outcome: EffectOutcome, customer: Customer, terms: Terms) -> AppliedEffect:
    """Write the outcome into the order and the receipt."""
    order, request = outcome.order, outcome.request
    amount = outcome.owed or refunded(outcome.entries, currency=order.currency)
    taken_up = request is not None and request.kind is not RequestKind.CHANGE_ITEMS
    return AppliedEffect(
        customer=book(customer, outcome.entries),
        order=replace(
            order,
            entries=order.entries + outcome.entries,
            requests=order.requests + ((request,) if request else ()),
            version=str(int(order.version) + 1),
        ),
        stock=outcome.stock,
        receipt=Receipt(
            key=key,
            reference=request.reference if request and taken_up else order.number,
            amount=amount,
            refund_days=None if amount is None else _days(outcome, customer, terms),
        ),
    )


def _days(outcome: EffectOutcome, customer: Customer, terms: Terms) -> tuple[int, int] | None:
    if outcome.owed is not None:
        return terms.return_refund_days
    return None if is_at_once(customer, outcome.entries) else terms.refund_days
