"""Change the payment method of an order that is not packed yet."""

from collections.abc import Mapping

from assistant.answers.amount_text import write_amount
from assistant.commerce.shop_effects import ChangePayment
from assistant.commerce.shop_ids import PaymentMethodId
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import declare_change
from assistant.operations.preconditions import check_balance, check_method
from assistant.operations.shop_rules import OrderRules
from assistant.operations.shop_values import method
from assistant.operations.types import OperationCase, OrderParameters, Refusal, Slot, SlotKind


class PayWith(OrderParameters):
    """Name an order and the customer's method to pay it with."""

    method_id: PaymentMethodId


def effect_of(case: OperationCase[PayWith], _: OrderRules) -> ChangePayment | Refusal:
    """Return the change to another of the customer's methods that has enough."""
    order, chosen = case.order, check_method(case.customer, case.parameters.method_id)
    if isinstance(chosen, Refusal):
        return chosen
    if chosen.method_id == order.paid_with:
        return Refusal(code="same_method")
    return check_balance(chosen, order.paid) or ChangePayment(
        order_id=order.order_id,
        version=order.version,
        method_id=chosen.method_id,
        amount=order.paid,
    )


def values_of(
    case: OperationCase[PayWith], _: ChangePayment, language: Language
) -> Mapping[str, str]:
    """Return the amount and the method that pays it."""
    chosen = case.customer.method(case.parameters.method_id)
    if chosen is None:
        raise LookupError
    return {
        "amount": write_amount(case.order.paid, language),
        "method": method(chosen, language),
    }


CHANGE_PAYMENT = declare_change(
    name="change_payment",
    parameters=PayWith,
    text="change_payment",
    slots=(Slot(name="method_id", kind=SlotKind.METHOD),),
    rules=lambda rules: rules.change_payment,
    effect=effect_of,
    values=values_of,
    undo="change_payment",
)
