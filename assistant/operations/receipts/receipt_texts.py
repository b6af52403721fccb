"""Word the receipt of an effect: one sentence, with the way and the time of a refund."""

from collections.abc import Callable
from typing import Any

from assistant.answers.amount_text import write_amount
from assistant.commerce.customer import PaymentKind, PaymentMethod
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import Receipt
from assistant.conversation.message import Language
from assistant.operations.shop_rules import Destination
from assistant.operations.texts import say
from assistant.operations.types import OperationCase

_BALANCES: dict[PaymentKind, Destination] = {
    PaymentKind.GIFT_CARD: "gift_card",
    PaymentKind.STORE_CREDIT: "store_credit",
}


def may_receive(order: Order, method: PaymentMethod, allowed: tuple[Destination, ...]) -> bool:
    """Return whether a refund for this order may go to this method of the customer."""
    if "any" in allowed:
        return True
    if "original" in allowed and method.method_id == order.paid_with:
        return True
    return _BALANCES.get(method.kind) in allowed


RefundText = Callable[[Receipt, Language], str]
"""Words when a refund is back; "": there is none."""


def _refund_text(dated: str, undated: str) -> RefundText:
    """Return the wording of a refund by two texts: with and without a number of days."""

    def refund_text(receipt: Receipt, language: Language) -> str:
        if receipt.amount is None or receipt.amount.amount_minor <= 0:
            return ""
        amount = write_amount(receipt.amount, language)
        if receipt.refund_days is None:
            return say(undated, language, amount=amount)
        least, most = map(str, receipt.refund_days)
        return say(dated, language, amount=amount, least=least, most=most)

    return refund_text


when = _refund_text("refunds.later", "refunds.at_once")
when_back = _refund_text("refunds.once_back", "refunds.once_back_undated")


def receipt_text(
    name: str, *, refund: RefundText = when
) -> Callable[[OperationCase[Any], Receipt, Language], str]:
    """Return an operation's `done`: the text "done.{name}" with the receipt's values filled in."""

    def done(_: OperationCase[Any], receipt: Receipt, language: Language) -> str:
        values = {"number": receipt.reference, "refund": refund(receipt, language)}
        return say(f"done.{name}", language, **values)

    return done
