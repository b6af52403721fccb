"""A part of an order is named for what can only be done to all of it."""

from dataclasses import replace

from assistant.commerce.commerce_order import Order, OrderLine
from assistant.operations.dialogue.filling import order_of
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.state import Frame
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.references.order_items import find_lines


async def tell_if_whole(run: DialogueRun) -> None:
    """Say once, when the order is known, that the rest of it is meant, too."""
    frame = run.current
    order = await order_of(run, frame)
    if order is None:
        return
    run.replace_current(replace(frame, part=""))
    if rest := rest_of(frame, order):
        titles = ", ".join(one.title for one in rest)
        said = f"whole.{frame.operation}"
        run.say(said, number=order.number, rest=titles)
        run.evidence.extend(run.view.evidence())


async def leaves_out(run: DialogueRun, text: str) -> bool:
    """Return whether `text` names only a part for what is in progress and takes all."""
    order = await order_of(run, run.current)
    return order is not None and bool(rest_of(replace(run.current, part=text), order))


def rest_of(frame: Frame, order: Order) -> tuple[OrderLine, ...]:
    """Return the lines that the words leave out where the operation cannot; else empty."""
    if not frame.part or not OPERATIONS[frame.operation].whole:
        return ()
    said = find_lines(frame.part, order)
    if not said.lines and not said.barred:
        return ()
    meant = {one.line_id for one in said.lines} or {one.line_id for one in order.lines}
    meant -= {one.line_id for one in said.barred}
    return tuple(one for one in order.lines if one.line_id not in meant)
