"""Change the payment method of an order that is not packed yet."""

from assistant.answers.amount_text import write_amount
from assistant.commerce.shop_effects import ChangePayment
from assistant.commerce.shop_ids import PaymentMethodId
from assistant.conversation.message import Language
from assistant.operations.preconditions import check_balance, check_method, check_order
from assistant.operations.receipt_texts import receipt_text
from assistant.operations.shop_values import method
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


class PayWith(Parameters):
    """Name an order and the customer's method to pay it with."""

    order_number: str
    method_id: PaymentMethodId


def weigh(case: OperationCase[PayWith]) -> Allowed | Refusal:
    """Allow another of the customer's methods that has enough."""
    order, rules = case.order, case.rules.change_payment
    refusal = check_order(order, rules, case.now)
    if refusal is not None:
        return refusal
    chosen = check_method(case.customer, case.parameters.method_id)
    if isinstance(chosen, Refusal):
        return chosen
    if chosen.method_id == order.paid_with:
        return Refusal(code="same_method")
    refusal = check_balance(chosen, order.paid)
    if refusal is not None:
        return refusal
    effect = ChangePayment(
        order_id=order.order_id,
        version=order.version,
        method_id=chosen.method_id,
        amount=order.paid,
    )
    return Allowed(effect=effect)


def tell(case: OperationCase[PayWith], _: Allowed, language: Language) -> str:
    """Return the read-back: the order, the amount and the method that pays it."""
    chosen = case.customer.method(case.parameters.method_id)
    if chosen is None:
        raise LookupError
    return say(
        "read_back.change_payment",
        language,
        number=case.order.number,
        amount=write_amount(case.order.paid, language),
        method=method(chosen, language),
    )


CHANGE_PAYMENT = Operation(
    name="change_payment",
    parameters=PayWith,
    slots=(
        Slot(name="order_number", kind=SlotKind.ORDER),
        Slot(name="method_id", kind=SlotKind.METHOD),
    ),
    weigh=weigh,
    tell=tell,
    done=receipt_text("change_payment"),
    order_rules=lambda rules: rules.change_payment,
    undo="change_payment",
)
