"""Write out the shop's values that the words of an operation rest on, one by one.

The guard holds every figure, date, link and name of a reply against these, so that a template or
a translation that says something else is not sent.
"""

from collections.abc import Iterator
from typing import Any

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import minus, size
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import (
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePayment,
    Effect,
    ExchangeItems,
    GrantVoucher,
    Receipt,
    RefundPart,
    RemoveItems,
    ReturnItems,
)
from assistant.conversation.message import Language
from assistant.operations.shop_values import address, day, line, method, options, short_day, signed
from assistant.operations.texts import worded
from assistant.operations.types import AmountParameters, Facts, OperationCase, Refusal

COUNTS = tuple(str(count) for count in range(1, 21))
"""Counts of orders, which a reply may state."""


def evidence(
    case: OperationCase[Any],
    language: Language,
    *,
    effect: Effect | None = None,
    receipt: Receipt | None = None,
) -> tuple[str, ...]:
    """Return the texts that a read-back, an answer or a receipt may state."""
    return (
        *of_facts(case.facts, language),
        *_of_effect(effect, language),
        *_of_receipt(receipt, language),
        *_of_voucher(case, language),
        *_of_rest(case, effect, language),
    )


def links(case: OperationCase[Any]) -> tuple[str, ...]:
    """Return the addresses that may be shown: the tracking pages of parcels."""
    orders = (case.facts.order, *case.facts.orders)
    shipments = (shipment for order in orders if order for shipment in order.shipments)
    return tuple(s.tracking_url for s in shipments if s.tracking_url)


def of_refusal(refusal: Refusal, language: Language) -> Iterator[str]:
    """Yield the evidence of a refusal: its own values, and the days of a window as such."""
    yield from worded(refusal, language).values()
    if days := refusal.values.get("days"):
        yield f"{days} {'jours' if language == 'fr' else 'days'}"


def _of_rest(case: OperationCase[Any], effect: Effect | None, language: Language) -> Iterator[str]:
    """Yield the amount that stays paid for an order that items are taken off."""
    if isinstance(effect, RemoveItems) and case.facts.order is not None:
        yield write_amount(minus(case.facts.order.paid, effect.refund), language)


def _of_voucher(case: OperationCase[Any], language: Language) -> Iterator[str]:
    """Yield the days that a voucher is good for."""
    if isinstance(case.parameters, AmountParameters):
        days = {"fr": "jours", "en": "days"}[language]
        yield f"{case.rules.goodwill.voucher.valid_days} {days}"


def of_facts(facts: Facts, language: Language) -> Iterator[str]:
    """Yield the facts of the shop, written out."""
    if facts.order is not None:
        yield from _of_order(facts.order, language)
    if facts.orders:
        yield " ".join(COUNTS)
    for order in facts.orders:
        yield from _of_order(order, language)
    if facts.customer is not None:
        yield facts.customer.email
        for one in facts.customer.payment_methods:
            yield method(one, language)
            if one.balance is not None:
                yield write_amount(one.balance, language)
    for product in facts.products.values():
        yield product.title
        yield from (f"{product.title} {options(variant.options)}" for variant in product.variants)
    yield from _steps(facts, language)


def _steps(facts: Facts, language: Language) -> Iterator[str]:
    """Yield the price difference of each variant to each line of its product."""
    for one in facts.order.lines if facts.order else ():
        product = facts.products.get(one.product_id)
        for variant in product.variants if product else ():
            if variant.price.currency != one.price.currency:
                continue
            yield signed(minus(variant.price, one.price), language)


def _of_order(order: Order, language: Language) -> Iterator[str]:
    yield order.number
    yield day(order.placed_at, language)
    yield short_day(order.placed_at, language)
    if order.delivered_at is not None:
        yield day(order.delivered_at, language)
    yield write_amount(order.paid, language)
    yield address(order.address, language)
    for one in order.lines:
        yield line(one)
        yield " ".join(str(pieces) for pieces in range(1, one.quantity + 1))
        yield write_amount(one.paid, language)
    for shipment in order.shipments:
        yield f"{shipment.carrier} {shipment.tracking_number} {shipment.tracking_url}"
        for at in (shipment.expected_on, shipment.delivered_at):
            if at is not None:
                yield day(at, language)


def _of_effect(effect: Effect | None, language: Language) -> Iterator[str]:
    match effect:
        case ReturnItems(refund=amount) | ChangePayment(amount=amount):
            yield write_amount(amount, language)
        case RemoveItems(refund=amount):
            yield write_amount(amount, language)
        case RefundPart(amount=amount) | GrantVoucher(amount=amount):
            yield write_amount(amount, language)
        case ExchangeItems(difference=amount) | ChangeItems(difference=amount):
            yield write_amount(size(amount), language)
        case ChangeAddress() | ChangeDefaultAddress():
            yield address(effect.address, language)
        case _:
            pass


def _of_receipt(receipt: Receipt | None, language: Language) -> Iterator[str]:
    if receipt is None:
        return
    yield receipt.reference
    if receipt.amount is not None:
        yield write_amount(size(receipt.amount), language)
    if receipt.refund_days is not None:
        least, most = receipt.refund_days
        unit = {"fr": "jours ouvrés", "en": "working days"}[language]
        yield f"{least} {unit} {most} {unit}"
        yield {"fr": f"{least} à {most} {unit}", "en": f"{least} to {most} {unit}"}[language]
