"""What the shop's system says of a customer and their orders, as far as escalation rules ask."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAttributes:
    """Of a customer who has proven who they are; empty: nobody has, or nothing was asked for."""

    tags: frozenset[str] = frozenset()  # of the customer, lower case
    order_values: tuple[Decimal, ...] = ()  # of the orders that the turn is about


NOTHING_KNOWN = CustomerAttributes()
