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


def when(receipt: Receipt, language: Language) -> str:
    """Return the sentence about the money that comes back; "": nothing comes back."""
    if receipt.amount is None or receipt.amount.amount_minor <= 0:
        return ""
    amount = write_amount(receipt.amount, language)
    if receipt.refund_days is None:
        return say("refunds.at_once", language, amount=amount)
    return _later("refunds.later", receipt, amount, language)


def when_back(receipt: Receipt, language: Language) -> str:
    """Return the sentence about the money that comes back once the goods are; "": none does."""
    if receipt.amount is None or receipt.amount.amount_minor <= 0:
        return ""
    return _later("refunds.once_back", receipt, write_amount(receipt.amount, language), language)


def _later(name: str, receipt: Receipt, amount: str, language: Language) -> str:
    if receipt.refund_days is None:
        return say("refunds.once_back_undated", language, amount=amount)
    least, most = map(str, receipt.refund_days)
    return say(name, language, amount=amount, least=least, most=most)


RefundText = Callable[[Receipt, Language], str]
"""Words when a refund is back; "": there is none."""


def receipt_text(
    name: str, *, refund: RefundText = when
) -> Callable[[OperationCase[Any], Receipt, Language], str]:
    """Return an operation's `done`: the text "done.{name}" with the receipt's values filled in."""

    def done(_: OperationCase[Any], receipt: Receipt, language: Language) -> str:
        values = {"number": receipt.reference, "refund": refund(receipt, language)}
        return say(f"done.{name}", language, **values)

    return done
