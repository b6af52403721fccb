"""Compute sums of amounts in one currency."""

from collections.abc import Iterable

from retrieval.catalogue.types import Money

__all__ = ["Money", "minus", "plus", "size", "times", "total"]


def plus(one: Money, other: Money) -> Money:
    """Return the sum.

    Raises:
        ValueError: the currencies differ; nothing here knows a rate.
    """
    if one.currency != other.currency:
        msg = f"{one.currency} and {other.currency} cannot be added"
        raise ValueError(msg)
    return Money(amount_minor=one.amount_minor + other.amount_minor, currency=one.currency)


def minus(one: Money, other: Money) -> Money:
    """Return the amount that is left of `one`; below zero: `other` is more.

    Raises:
        ValueError: the currencies differ.
    """
    return plus(one, times(other, -1))


def times(one: Money, quantity: int) -> Money:
    """Return the amount `quantity` times."""
    return Money(amount_minor=one.amount_minor * quantity, currency=one.currency)


def size(amount: Money) -> Money:
    """Return the amount without its sign."""
    return times(amount, -1) if amount.amount_minor < 0 else amount


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    """Return the sum of `amounts`; of none: zero `currency`.

    Raises:
        ValueError: an amount is in another currency.
    """
    added = Money(amount_minor=0, currency=currency)
    for amount in amounts:
        added = plus(added, amount)
    return added
