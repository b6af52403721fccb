"""Return delivered items."""

from collections.abc import Sequence

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, minus, total
from assistant.commerce.order import Order, OrderLine
from assistant.commerce.shop_effects import ReturnItems
from assistant.commerce.shop_ids import LineId, PaymentMethodId
from assistant.conversation.message import Language
from assistant.operations.preconditions import (
    check_held,
    check_lines,
    check_method,
    check_order,
    check_reason,
)
from assistant.operations.receipt_texts import may_receive, receipt_text, when_back
from assistant.operations.shop_values import lines, method
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    Operation,
    OperationCase,
    Parameters,
    Refusal,
    Slot,
    SlotKind,
)


class ReturnParameters(Parameters):
    """Name the lines of an order to return, the reason, and the method to refund to."""

    order_number: str
    line_ids: tuple[LineId, ...]
    reason: str = ""  # a code of the rules
    refund_to: PaymentMethodId


def weigh(case: OperationCase[ReturnParameters]) -> Allowed | Refusal:
    """Allow lines of a delivered order within the window, paid back where the rules allow."""
    order, rules, asked = case.order, case.rules.returns, case.parameters
    refusal = check_order(order, rules, case.now)
    if refusal is not None:
        return refusal
    named = check_lines(order, asked.line_ids, accepts_final_sale=rules.accepts_final_sale)
    if isinstance(named, Refusal):
        return named
    refusal = check_reason(asked.reason, rules)
    if refusal is not None:
        return refusal
    refund = _refund(order, named)
    refusal = _check_refund(case, refund)
    if refusal is not None:
        return refusal
    effect = ReturnItems(
        order_id=order.order_id,
        version=order.version,
        line_ids=asked.line_ids,
        refund_to=asked.refund_to,
        refund=refund,
        reason=asked.reason,
    )
    return Allowed(effect=effect)


def _refund(order: Order, named: Sequence[OrderLine]) -> Money:
    """Return the price of the lines, without cents that only rounding adds to the paid amount."""
    cost = total((one.paid for one in named), currency=order.currency)
    rounded = minus(cost, order.paid).amount_minor
    return order.paid if 0 < rounded <= sum(one.quantity for one in named) else cost


def _check_refund(case: OperationCase[ReturnParameters], refund: Money) -> Refusal | None:
    """Return why the refund may not go to that method, or is too high; None: it may."""
    refund_to = check_method(case.customer, case.parameters.refund_to)
    if isinstance(refund_to, Refusal):
        return refund_to
    if not may_receive(case.order, refund_to, case.rules.returns.refund_to):
        return Refusal(code="refund_elsewhere")
    return check_held(case.order, refund)


def tell(case: OperationCase[ReturnParameters], allowed: Allowed, language: Language) -> str:
    """Return the read-back: the lines, the refund and the method it goes to."""
    effect = allowed.effect
    refund_to = case.customer.method(case.parameters.refund_to)
    if not isinstance(effect, ReturnItems) or refund_to is None:
        raise LookupError
    return say(
        "read_back.return",
        language,
        number=case.order.number,
        lines=lines(one for one in case.order.lines if one.line_id in effect.line_ids),
        amount=write_amount(effect.refund, language),
        method=method(refund_to, language),
    )


RETURN = Operation(
    name="return_items",
    parameters=ReturnParameters,
    slots=(
        Slot(name="order_number", kind=SlotKind.ORDER),
        Slot(name="line_ids", kind=SlotKind.LINES),
        Slot(name="reason", kind=SlotKind.REASON),
        Slot(name="refund_to", kind=SlotKind.METHOD),
    ),
    weigh=weigh,
    tell=tell,
    done=receipt_text("return", refund=when_back),
    order_rules=lambda rules: rules.returns,
)
