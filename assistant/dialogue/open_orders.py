"""Which of a customer's orders an operation may be for."""

from assistant.commerce.order import Order
from assistant.dialogue.run import Run
from assistant.dialogue.state import Frame
from assistant.operations.checks import check_order
from assistant.operations.register import OPERATIONS


async def open_orders(run: Run, frame: Frame) -> tuple[Order, ...]:
    """Return the customer's orders that the rules do not rule out, newest first."""
    orders = await run.view.orders()
    choose = OPERATIONS[frame.operation].order_rules
    if choose is None:
        return orders
    rules, now = choose(run.gate.rules), run.gate.clock.now()
    return tuple(order for order in orders if check_order(order, rules, now) is None)
