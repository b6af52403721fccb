"""What kinds of customer somebody is. Pure."""

from assistant.commerce.commerce_customer import Customer

ANONYMOUS = "anonymous"
"""The kind of whoever has not proven who they are."""


def kinds_of(customer: Customer | None) -> frozenset[str]:
    """Return the customer's tags in lower case; None: they have not proven who they are."""
    if customer is None:
        return frozenset({ANONYMOUS})
    return frozenset(tag.strip().lower() for tag in customer.tags)
