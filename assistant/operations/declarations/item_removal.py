"""Take items off an order that is not packed yet."""

from collections.abc import Mapping

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, minus, total
from assistant.commerce.order import Order, OrderLine
from assistant.commerce.shop_effects import RemoveItems
from assistant.commerce.shop_ids import LineId
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import PARTS_SLOT, declare_change
from assistant.operations.preconditions import check_held, check_lines, parts_of
from assistant.operations.shop_rules import OrderRules
from assistant.operations.shop_values import chosen_lines, lines
from assistant.operations.texts import say
from assistant.operations.types import LineParameters, OperationCase, Refusal, Slot, SlotKind


class RemovalParameters(LineParameters):
    """Name the lines of an order to take off."""

    line_ids: tuple[LineId, ...]


def effect_of(case: OperationCase[RemovalParameters], rules: OrderRules) -> RemoveItems | Refusal:
    """Return the removal of some of the lines, paid back where they were paid."""
    del rules
    order, line_ids, pieces = case.order, case.parameters.line_ids, case.parameters.parts
    named = check_lines(order, line_ids, accepts_final_sale=True, pieces=pieces)
    if isinstance(named, Refusal):
        return named
    parts = parts_of(order, named)
    if len(named) == len(order.lines) and not parts:
        return Refusal(code="removes_all", values={"number": order.number})
    refund = _refund(order, named)
    return check_held(order, refund) or RemoveItems(
        order_id=order.order_id,
        version=order.version,
        line_ids=line_ids,
        parts=parts,
        refund_to=order.paid_with,
        refund=refund,
    )


def _refund(order: Order, named: tuple[OrderLine, ...]) -> Money:
    """Return the price of the lines; zero where nothing was paid yet."""
    if order.paid_with is None:
        return Money(amount_minor=0, currency=order.currency)
    return total((one.paid for one in named), currency=order.currency)


def values_of(
    case: OperationCase[RemovalParameters], effect: RemoveItems, language: Language
) -> Mapping[str, str]:
    """Return the lines that go and those that stay, the refund, and the amount that is left."""
    rest = {one.line_id: one.of - one.pieces for one in effect.parts}
    left = [
        one.part(rest.get(one.line_id, one.quantity))
        for one in case.order.lines
        if one.line_id in rest or one.line_id not in effect.line_ids
    ]
    money = "read_back.removal_unpaid"
    said: dict[str, str] = {}
    if effect.refund.amount_minor:
        money = "read_back.removal_refund"
        said = {
            "amount": write_amount(effect.refund, language),
            "rest": write_amount(minus(case.order.paid, effect.refund), language),
        }
    return {
        "lines": chosen_lines(case.order, effect.line_ids, effect.parts, language),
        "left": lines(left),
        "money": say(money, language, **said),
    }


REMOVE_ITEMS = declare_change(
    name="remove_items",
    parameters=RemovalParameters,
    text="removal",
    slots=(Slot(name="line_ids", kind=SlotKind.LINES), PARTS_SLOT),
    rules=lambda rules: rules.remove_items,
    effect=effect_of,
    values=values_of,
    has="remove_items",
)
