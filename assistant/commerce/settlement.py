"""Move money for an order: entries, and the balances that the shop itself keeps. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.commerce.amounts import Money, minus, plus, size, times, total
from assistant.commerce.assortment import SoldVariant
from assistant.commerce.customer import Customer, PaymentMethod
from assistant.commerce.order import Entry, EntryKind, Order, OrderLine
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.shop_effects import ChangePayment, Effect
from assistant.commerce.shop_ids import PaymentMethodId


def refunds(order: Order) -> tuple[Entry, ...]:
    """Return the entries that pay everything back by the same methods, less earlier refunds.

    Earlier refunds by another method count, too, against the oldest payments first: the sum is the
    amount that the shop holds.
    """
    given_back: dict[PaymentMethodId, int] = defaultdict(int)
    for entry in order.entries:
        if entry.kind is EntryKind.REFUND:
            given_back[entry.method_id] += entry.amount.amount_minor
    left: list[tuple[PaymentMethodId, int]] = []  # minor units of each payment
    for entry in order.entries:
        if entry.kind is EntryKind.PAYMENT:
            before = min(given_back[entry.method_id], entry.amount.amount_minor)
            given_back[entry.method_id] -= before
            left.append((entry.method_id, entry.amount.amount_minor - before))
    elsewhere = sum(given_back.values())
    owed = []
    for method_id, minor in left:
        before = min(elsewhere, minor)
        elsewhere -= before
        if minor > before:
            amount = Money(amount_minor=minor - before, currency=order.currency)
            owed.append(refund(method_id, amount))
    return tuple(owed)


def difference_entries(method_id: PaymentMethodId | None, difference: Money) -> tuple[Entry, ...]:
    """Return the entry that settles a difference of price; above zero the customer pays it.

    Raises:
        ShopRefusedError: something is owed, and no method settles it.
    """
    if not difference.amount_minor:
        return ()
    if method_id is None:
        msg = "a difference is owed and no payment method settles it"
        raise ShopRefusedError(msg)
    if difference.amount_minor > 0:
        return (payment(method_id, difference),)
    return (refund(method_id, size(difference)),)


SwapPairs = Sequence[tuple[OrderLine, SoldVariant]]
"""Lines of an order, each with the variant that takes its place."""


def price_difference(pairs: SwapPairs, *, currency: str) -> Money:
    """Return the amount that the new variants cost more; below zero: it is paid back."""
    steps = (times(minus(new.price, old.price), old.quantity) for old, new in pairs)
    return total(steps, currency=currency)


def paid_back(difference: Money) -> Money | None:
    """Return the amount of a difference that goes back to the customer; None: nothing does."""
    return size(difference) if difference.amount_minor < 0 else None


def payment(method_id: PaymentMethodId, amount: Money) -> Entry:
    """Return money that the customer pays."""
    return Entry(kind=EntryKind.PAYMENT, method_id=method_id, amount=amount)


def refund(method_id: PaymentMethodId, amount: Money) -> Entry:
    """Return money that the customer gets back."""
    return Entry(kind=EntryKind.REFUND, method_id=method_id, amount=amount)


def book(customer: Customer, entries: Iterable[Entry]) -> Customer:
    """Return the customer with the balances that `entries` leave on gift cards and store credit.

    Raises:
        ShopRefusedError: a payment is by a method that the customer does not have.
        ShopMovedOnError: a balance does not cover a payment.
    """
    for entry in entries:
        method = customer.method(entry.method_id)
        if entry.kind is EntryKind.PAYMENT:
            check_covers(method, entry.amount)
        if method is None or not method.kind.is_balance or method.balance is None:
            continue  # the money moves outside the shop's own books
        move = minus if entry.kind is EntryKind.PAYMENT else plus
        moved = replace(method, balance=move(method.balance, entry.amount))
        customer = with_method(customer, moved)
    return customer


def check_covers(method: PaymentMethod | None, amount: Money) -> None:
    """Check that the method can pay `amount`, as far as the shop knows.

    Raises:
        ShopRefusedError: the customer has no such method.
        ShopMovedOnError: its balance is below `amount`.
    """
    if method is None:
        msg = "the customer has no such payment method"
        raise ShopRefusedError(msg)
    if not method.kind.is_balance or amount.amount_minor <= 0:
        return
    if method.balance is None or minus(method.balance, amount).amount_minor < 0:
        msg = "the balance does not cover the amount"
        raise ShopMovedOnError(msg)


def with_method(customer: Customer, method: PaymentMethod) -> Customer:
    """Return the customer with `method` in place of their method of the same id."""
    methods = tuple(
        method if one.method_id == method.method_id else one for one in customer.payment_methods
    )
    return replace(customer, payment_methods=methods)


def refunded(entries: Iterable[Entry], *, currency: str) -> Money | None:
    """Return the amount that the customer gets back; None: nothing."""
    amounts = (entry.amount for entry in entries if entry.kind is EntryKind.REFUND)
    amount = total(amounts, currency=currency)
    return amount if amount.amount_minor else None


def is_at_once(customer: Customer, entries: Iterable[Entry]) -> bool:
    """Return whether every refund goes to a balance of the shop, and so is there already."""
    methods = (customer.method(e.method_id) for e in entries if e.kind is EntryKind.REFUND)
    return all(method is not None and method.kind.is_balance for method in methods)


def refuse_new_method(effect: Effect, why: str) -> None:
    """Refuse to charge another payment method, in a shop system that cannot, before it is begun.

    Raises:
        ShopRefusedError: as `why` says.
    """
    if isinstance(effect, ChangePayment):
        raise ShopRefusedError(why)
