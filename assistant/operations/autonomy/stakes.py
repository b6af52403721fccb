"""What is at stake in an operation, for the autonomy table. Pure."""

from typing import Any

from assistant.operations.autonomy.decide import Stakes
from assistant.commerce.shop_effects import ChangePayment, Effect, ReturnItems
from assistant.commerce.kinds import kinds_of
from assistant.commerce.amounts import Money
from assistant.operations.types import OperationCase


def stakes_of(case: OperationCase[Any], effect: Effect | None) -> Stakes:
    """Return the amount that an effect moves, and what kinds of customer it is for.

    A refund counts by itself; whatever else is done to an order can cost all that was paid for it.
    """
    return Stakes(amount=_amount(case, effect), kinds=kinds_of(case.facts.customer))


def _amount(case: OperationCase[Any], effect: Effect | None) -> Money | None:
    match effect:
        case ReturnItems(refund=amount) | ChangePayment(amount=amount):
            return amount
        case _:
            return case.facts.order.paid if case.facts.order else None
