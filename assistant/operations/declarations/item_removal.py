"""Take items off an order that is not packed yet."""

from collections.abc import Mapping

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, minus, total
from assistant.commerce.order import Order, OrderLine
from assistant.commerce.shop_effects import RemoveItems
from assistant.commerce.shop_ids import LineId
from assistant.conversation.message import Language
from assistant.operations.declarations.order_change import declare_change
from assistant.operations.preconditions import check_held, check_lines
from assistant.operations.shop_rules import OrderRules
from assistant.operations.shop_values import lines
from assistant.operations.texts import say
from assistant.operations.types import OperationCase, OrderParameters, Refusal, Slot, SlotKind


class RemovalParameters(OrderParameters):
    """Name the lines of an order to take off."""

    line_ids: tuple[LineId, ...]


def effect_of(case: OperationCase[RemovalParameters], rules: OrderRules) -> RemoveItems | Refusal:
    """Return the removal of some of the lines, paid back where they were paid."""
    del rules
    order, line_ids = case.order, case.parameters.line_ids
    named = check_lines(order, line_ids, accepts_final_sale=True)
    if isinstance(named, Refusal):
        return named
    if len(named) == len(order.lines):
        return Refusal(code="removes_all", values={"number": order.number})
    refund = _refund(order, named)
    return check_held(order, refund) or RemoveItems(
        order_id=order.order_id,
        version=order.version,
        line_ids=line_ids,
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
    left = [one for one in case.order.lines if one.line_id not in effect.line_ids]
    money = "read_back.removal_unpaid"
    said: dict[str, str] = {}
    if effect.refund.amount_minor:
        money = "read_back.removal_refund"
        said = {
            "amount": write_amount(effect.refund, language),
            "rest": write_amount(minus(case.order.paid, effect.refund), language),
        }
    return {
        "lines": lines(one for one in case.order.lines if one.line_id in effect.line_ids),
        "left": lines(left),
        "money": say(money, language, **said),
    }


REMOVE_ITEMS = declare_change(
    name="remove_items",
    parameters=RemovalParameters,
    text="removal",
    slots=(Slot(name="line_ids", kind=SlotKind.LINES),),
    rules=lambda rules: rules.remove_items,
    effect=effect_of,
    values=values_of,
    has="remove_items",
)
