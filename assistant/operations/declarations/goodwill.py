"""Make an exception for a customer: only on the order of a person, never at a customer's words.

The assistant does not know these operations: they are in a register of their own.
"""

from collections.abc import Mapping
from datetime import datetime

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import GrantVoucher, Receipt, RefundPart, Reship
from assistant.commerce.shop_ids import LineId
from assistant.conversation.message import Language
from assistant.operations.declarations import returns
from assistant.operations.declarations.order_change import declare_change
from assistant.operations.declarations.returns import ReturnParameters
from assistant.operations.preconditions import check_held, check_lines, check_order
from assistant.operations.receipts.receipt_texts import when_back
from assistant.operations.shop_rules import OrderRules, ReturnRules, Rules, VoucherRules
from assistant.operations.shop_values import lines, method
from assistant.operations.texts import say
from assistant.operations.types import (
    AmountParameters,
    OperationCase,
    OrderParameters,
    Refusal,
    Slot,
    SlotKind,
)


class ReshipParameters(OrderParameters):
    """Name the lines of an order to send once more."""

    line_ids: tuple[LineId, ...]


def without_window(rules: Rules) -> ReturnRules:
    """Return the rules of returns without an end to the days."""
    return rules.returns.model_copy(update={"window_days": None, "seasons": ()})


def not_late(order: Order, rules: Rules, now: datetime) -> Refusal | None:
    """Return why no exception is needed: the return comes in time, or is forbidden for another."""
    late = check_order(order, rules.returns, now)
    if late is None:
        return Refusal(code="not_late", values={"number": order.number})
    return None if late.code == "window_closed" else late


def reship_of(case: OperationCase[ReshipParameters], rules: OrderRules) -> Reship | Refusal:
    """Return the second parcel, of lines that were not taken back and are in stock."""
    del rules
    order, line_ids = case.order, case.parameters.line_ids
    named = check_lines(order, line_ids, accepts_final_sale=True)
    if isinstance(named, Refusal):
        return named
    for one in named:
        product = case.facts.products.get(one.product_id)
        variant = product.variant(one.variant_id) if product else None
        if variant is None:
            return Refusal(code="not_sold_any_more", values={"title": one.title})
        if variant.stock is not None and variant.stock < one.quantity:
            return Refusal(code="variant_out_of_stock", values={"title": one.title})
    return Reship(order_id=order.order_id, version=order.version, line_ids=line_ids)


def reship_values(
    case: OperationCase[ReshipParameters], effect: Reship, language: Language
) -> Mapping[str, str]:
    """Return the lines that are sent again."""
    del language
    return {"lines": lines(one for one in case.order.lines if one.line_id in effect.line_ids)}


def voucher_of(case: OperationCase[AmountParameters], rules: VoucherRules) -> GrantVoucher:
    """Return the voucher, in the currency of the order."""
    order = case.order
    return GrantVoucher(
        order_id=order.order_id,
        version=order.version,
        customer_id=case.customer.customer_id,
        amount=_amount(case),
        valid_days=rules.valid_days,
    )


def voucher_values(
    case: OperationCase[AmountParameters], effect: GrantVoucher, language: Language
) -> Mapping[str, str]:
    """Return the amount, the days that the voucher is good for, and the address it goes to."""
    return {
        "amount": write_amount(effect.amount, language),
        "days": str(effect.valid_days),
        "email": case.customer.email,
    }


def _voucher_done(
    case: OperationCase[AmountParameters], receipt: Receipt, language: Language
) -> str:
    amount = write_amount(_of_receipt(receipt), language)
    days = str(case.rules.goodwill.voucher.valid_days)
    return say("done.voucher", language, number=receipt.reference, amount=amount, days=days)


def _of_receipt(receipt: Receipt) -> Money:
    if receipt.amount is None:
        raise LookupError(receipt.key)
    return receipt.amount


def refund_of(case: OperationCase[AmountParameters], rules: OrderRules) -> RefundPart | Refusal:
    """Return the refund of a part of the order, to the method that paid."""
    del rules
    order, amount = case.order, _amount(case)
    if order.paid_with is None:
        return Refusal(code="refund_above_paid", values={"number": order.number})
    return check_held(order, amount) or RefundPart(
        order_id=order.order_id, version=order.version, method_id=order.paid_with, amount=amount
    )


def refund_values(
    case: OperationCase[AmountParameters], effect: RefundPart, language: Language
) -> Mapping[str, str]:
    """Return the amount, and the method it goes to."""
    paid_with = case.customer.method(effect.method_id)
    return {
        "amount": write_amount(effect.amount, language),
        "method": method(paid_with, language) if paid_with else say("methods.paid", language),
        "paid": write_amount(case.order.paid, language),
    }


def _amount(case: OperationCase[AmountParameters]) -> Money:
    return Money(amount_minor=case.parameters.amount_minor, currency=case.order.currency)


_LINES = Slot(name="line_ids", kind=SlotKind.LINES)
_AMOUNT = Slot(name="amount_minor", kind=SlotKind.AMOUNT)

LATE_RETURN = declare_change(
    name="late_return",
    parameters=ReturnParameters,
    text="late_return",
    slots=(
        _LINES,
        Slot(name="reason", kind=SlotKind.REASON),
        Slot(name="refund_to", kind=SlotKind.METHOD),
    ),
    rules=without_window,
    effect=returns.effect_of,
    values=returns.values_of,
    refund=when_back,
    only_if=not_late,
    has="return_items",
)

RESHIP = declare_change(
    name="reship",
    parameters=ReshipParameters,
    text="reship",
    slots=(_LINES,),
    rules=lambda rules: rules.goodwill.reship,
    effect=reship_of,
    values=reship_values,
    has="reship",
)

VOUCHER = declare_change(
    name="voucher",
    parameters=AmountParameters,
    text="voucher",
    slots=(_AMOUNT,),
    rules=lambda rules: rules.goodwill.voucher,
    effect=voucher_of,
    values=voucher_values,
    done=_voucher_done,
    has="grant_voucher",
)

PARTIAL_REFUND = declare_change(
    name="partial_refund",
    parameters=AmountParameters,
    text="partial_refund",
    slots=(_AMOUNT,),
    rules=lambda rules: rules.goodwill.partial_refund,
    effect=refund_of,
    values=refund_values,
    has="refund_part",
)
