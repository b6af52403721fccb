"""What is said once an effect is had: one sentence of the texts, and when money is back."""

from collections.abc import Callable
from typing import Any

from assistant.commerce.shop_effects import Receipt
from assistant.conversation.conversation_message import Language
from assistant.operations.refunds import when
from assistant.operations.texts import say
from assistant.operations.types import OperationCase

RefundText = Callable[[Receipt, Language], str]
"""Says when what is refunded is back; nothing is: an empty text."""


def receipt_text(
    name: str, *, refund: RefundText = when
) -> Callable[[OperationCase[Any], Receipt, Language], str]:
    """Return an operation's `done`: the text "done.{name}" with the receipt's values filled in."""

    def done(_: OperationCase[Any], receipt: Receipt, language: Language) -> str:
        values = {"number": receipt.reference, "refund": refund(receipt, language)}
        return say(f"done.{name}", language, **values)

    return done
