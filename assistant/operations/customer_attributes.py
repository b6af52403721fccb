"""Describe a customer and their orders, as far as escalation rules ask for them."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAttributes:
    """Hold the attributes of a proven customer; empty: no customer is proven, or none were read."""

    tags: frozenset[str] = frozenset()  # of the customer, lower case
    order_values: tuple[Decimal, ...] = ()  # of the orders that the turn is about


NOTHING_KNOWN = CustomerAttributes()
