"""Cancel an order."""

from assistant.answers.amount_text import write_amount
from assistant.commerce.shop_effects import CancelOrder
from assistant.conversation.message import Language
from assistant.operations.preconditions import check_order, check_reason
from assistant.operations.receipt_texts import receipt_text
from assistant.operations.shop_values import lines
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


class Cancel(Parameters):
    """Name an order and the reason to cancel it."""

    order_number: str
    reason: str = ""  # a code of the rules


def weigh(case: OperationCase[Cancel]) -> Allowed | Refusal:
    """Allow a cancellation of an order while nothing is packed."""
    order, rules = case.order, case.rules.cancel
    refusal = check_order(order, rules, case.now) or check_reason(case.parameters.reason, rules)
    if refusal is not None:
        return refusal
    effect = CancelOrder(
        order_id=order.order_id, version=order.version, reason=case.parameters.reason
    )
    return Allowed(effect=effect)


def tell(case: OperationCase[Cancel], _: Allowed, language: Language) -> str:
    """Return the read-back: the order, its lines and the amount that comes back."""
    return say(
        "read_back.cancel",
        language,
        number=case.order.number,
        lines=lines(case.order.lines),
        amount=write_amount(case.order.paid, language),
    )


CANCEL = Operation(
    name="cancel_order",
    parameters=Cancel,
    slots=(
        Slot(name="order_number", kind=SlotKind.ORDER),
        Slot(name="reason", kind=SlotKind.REASON),
    ),
    weigh=weigh,
    tell=tell,
    done=receipt_text("cancel"),
    order_rules=lambda rules: rules.cancel,
    whole=True,
)
