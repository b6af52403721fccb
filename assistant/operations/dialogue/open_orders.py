"""Which of a customer's orders an operation may be for."""

from assistant.commerce.commerce_order import Order, OrderStatus
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.state import Frame
from assistant.operations.preconditions import check_order
from assistant.operations.operation_register import OPERATIONS

AT_AN_END = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})


async def open_orders(run: DialogueRun, frame: Frame) -> tuple[Order, ...]:
    """Return the customer's orders that the rules do not rule out, newest first.

    Where there are none, such as for a look-up: those that are not at an end, if there are any.
    """
    orders = await run.view.orders()
    choose = OPERATIONS[frame.operation].order_rules
    if choose is None:
        return tuple(order for order in orders if order.status not in AT_AN_END) or orders
    rules, now = choose(run.gate.rules), run.gate.clock.now()
    return tuple(order for order in orders if check_order(order, rules, now) is None)
