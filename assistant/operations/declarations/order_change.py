"""Declare a change of one order: the shape that all operations with such an effect share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar, cast

from assistant.commerce.order import Order
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.conversation.message import Language
from assistant.operations.preconditions import check_order
from assistant.operations.receipts.receipt_texts import RefundText, receipt_text, when
from assistant.operations.shop_rules import OrderRules, Rules
from assistant.operations.texts import say
from assistant.operations.types import (
    Allowed,
    Operation,
    OperationCase,
    OrderParameters,
    Refusal,
    Slot,
    SlotKind,
)

P = TypeVar("P", bound=OrderParameters)
R = TypeVar("R", bound=OrderRules)
E = TypeVar("E", bound=Effect)

PARTS_SLOT = Slot(name="parts", kind=SlotKind.PARTS)
ORDER_SLOT = Slot(name="order_number", kind=SlotKind.ORDER)


def declare_change(
    *,
    name: str,
    parameters: type[P],
    text: str,
    slots: tuple[Slot, ...],
    rules: Callable[[Rules], R],
    effect: Callable[[OperationCase[P], R], E | Refusal],
    values: Callable[[OperationCase[P], E, Language], Mapping[str, str]],
    refund: RefundText = when,
    done: Callable[[OperationCase[P], Receipt, Language], str] | None = None,
    only_if: Callable[[Order, Rules, datetime], Refusal | None] | None = None,
    has: str = "",
    undo: str = "",
    whole: bool = False,
    for_people: bool = False,
) -> Operation[P]:
    """Return the declaration of an operation that changes one order.

    `text` is the key of its texts in `read_back` and `done`; the slot of the order comes before
    `slots`. The rules for the order are checked first, then `effect` checks the rest and returns
    the effect, whose type `has` names where shop systems may refuse it. `values` returns the
    placeholders of the read-back beside the order's number. `done` words the receipt where the text
    alone does not.
    """

    def weigh(case: OperationCase[P]) -> Allowed | Refusal:
        part = rules(case.rules)
        refusal = check_order(case.order, part, case.now)
        if refusal is None and only_if is not None:
            refusal = only_if(case.order, case.rules, case.now)
        found = refusal or effect(case, part)
        return found if isinstance(found, Refusal) else Allowed(effect=found)

    def tell(case: OperationCase[P], allowed: Allowed, language: Language) -> str:
        said = values(case, cast("E", allowed.effect), language)  # `weigh` made it
        return say(f"read_back.{text}", language, number=case.order.number, **said)

    return Operation(
        name=name,
        parameters=parameters,
        slots=(ORDER_SLOT, *slots),
        weigh=weigh,
        tell=tell,
        done=done or receipt_text(text, refund=refund),
        only_if=only_if,
        has=has,
        undo=undo,
        whole=whole,
        for_people=for_people,
        order_rules=rules,
    )
