"""Cancel an order."""

from collections.abc import Mapping

from assistant.answers.amount_text import write_amount
from assistant.commerce.shop_effects import CancelOrder
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import declare_change
from assistant.operations.preconditions import check_reason
from assistant.operations.shop_rules import ReasonRules
from assistant.operations.shop_values import lines
from assistant.operations.types import OperationCase, OrderParameters, Refusal, Slot, SlotKind


class Cancel(OrderParameters):
    """Name an order and the reason to cancel it."""

    reason: str = ""  # a code of the rules


def effect_of(case: OperationCase[Cancel], rules: ReasonRules) -> CancelOrder | Refusal:
    """Return the cancellation, or refuse a reason that is none of the shop's."""
    order, reason = case.order, case.parameters.reason
    return check_reason(reason, rules) or CancelOrder(
        order_id=order.order_id, version=order.version, reason=reason
    )


def values_of(case: OperationCase[Cancel], _: CancelOrder, language: Language) -> Mapping[str, str]:
    """Return the lines of the order, and the amount that comes back."""
    return {
        "lines": lines(case.order.lines),
        "amount": write_amount(case.order.paid, language),
    }


CANCEL = declare_change(
    name="cancel_order",
    parameters=Cancel,
    text="cancel",
    slots=(Slot(name="reason", kind=SlotKind.REASON),),
    rules=lambda rules: rules.cancel,
    effect=effect_of,
    values=values_of,
    whole=True,
)
