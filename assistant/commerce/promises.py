"""What a customer was promised for when goods are back, as the shop's staff reads it. Pure.

No shop system pays by itself when a parcel arrives: staff does, and must know how much, and where.
"""

from decimal import Decimal

from assistant.commerce.shop_effects import ExchangeItems, ReturnItems
from assistant.commerce.amounts import Money
from retrieval.catalogue.written_prices import decimals_of


def promised(effect: ReturnItems | ExchangeItems) -> str:
    """Return "refund 30.00 EUR to card:visa:4242", or what settles an exchange's difference."""
    if isinstance(effect, ReturnItems):
        return f"refund {_written(effect.refund)} to {effect.refund_to}"
    difference, method = effect.difference, effect.settle_with
    if method is None or not difference.amount_minor:
        return "nothing to settle"
    if difference.amount_minor > 0:
        return f"{_written(difference)} to be paid with {method}"
    return f"refund {_written(difference)} to {method}"


def _written(amount: Money) -> str:
    value = Decimal(abs(amount.amount_minor)).scaleb(-decimals_of(amount.currency))
    return f"{value} {amount.currency}"
