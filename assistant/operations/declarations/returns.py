"""Return delivered items."""

from collections.abc import Mapping, Sequence

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, minus, total
from assistant.commerce.order import Order, OrderLine
from assistant.commerce.shop_effects import ReturnItems
from assistant.commerce.shop_ids import LineId, PaymentMethodId
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import PARTS_SLOT, declare_change
from assistant.operations.preconditions import (
    check_held,
    check_lines,
    check_method,
    check_reason,
    parts_of,
)
from assistant.operations.receipts.receipt_texts import may_receive, when_back
from assistant.operations.shop_rules import ReturnRules
from assistant.operations.shop_values import chosen_lines, method
from assistant.operations.types import LineParameters, OperationCase, Refusal, Slot, SlotKind


class ReturnParameters(LineParameters):
    """Name the lines of an order to return, the reason, and the method to refund to."""

    line_ids: tuple[LineId, ...]
    reason: str = ""  # a code of the rules
    refund_to: PaymentMethodId


def effect_of(case: OperationCase[ReturnParameters], rules: ReturnRules) -> ReturnItems | Refusal:
    """Return the return of lines that may go back, paid back where the rules allow."""
    order, asked = case.order, case.parameters
    final_sale, pieces = rules.accepts_final_sale, asked.parts
    named = check_lines(order, asked.line_ids, accepts_final_sale=final_sale, pieces=pieces)
    if isinstance(named, Refusal):
        return named
    refund = _refund(order, named)
    refusal = check_reason(asked.reason, rules) or _check_refund(case, rules, refund)
    return refusal or ReturnItems(
        order_id=order.order_id,
        version=order.version,
        line_ids=asked.line_ids,
        parts=parts_of(order, named),
        refund_to=asked.refund_to,
        refund=refund,
        reason=asked.reason,
    )


def _refund(order: Order, named: Sequence[OrderLine]) -> Money:
    """Return the price of the lines, without cents that only rounding adds to the paid amount."""
    cost = total((one.paid for one in named), currency=order.currency)
    rounded = minus(cost, order.free).amount_minor
    return order.free if 0 < rounded <= sum(one.quantity for one in named) else cost


def _check_refund(
    case: OperationCase[ReturnParameters], rules: ReturnRules, refund: Money
) -> Refusal | None:
    """Return why the refund may not go to that method, or is too high; None: it may."""
    refund_to = check_method(case.customer, case.parameters.refund_to)
    if isinstance(refund_to, Refusal):
        return refund_to
    if not may_receive(case.order, refund_to, rules.refund_to):
        return Refusal(code="refund_elsewhere")
    return check_held(case.order, refund)


def values_of(
    case: OperationCase[ReturnParameters], effect: ReturnItems, language: Language
) -> Mapping[str, str]:
    """Return the lines, the refund and the method it goes to."""
    refund_to = case.customer.method(effect.refund_to)
    if refund_to is None:
        raise LookupError
    return {
        "lines": chosen_lines(case.order, effect.line_ids, effect.parts, language),
        "amount": write_amount(effect.refund, language),
        "method": method(refund_to, language),
    }


RETURN = declare_change(
    name="return_items",
    parameters=ReturnParameters,
    text="return",
    slots=(
        Slot(name="line_ids", kind=SlotKind.LINES),
        PARTS_SLOT,
        Slot(name="reason", kind=SlotKind.REASON),
        Slot(name="refund_to", kind=SlotKind.METHOD),
    ),
    rules=lambda rules: rules.returns,
    effect=effect_of,
    values=values_of,
    refund=when_back,
)
