"""Tell customers which value they named cannot be used, and which values can."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.commerce.order import Order, OrderLine
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CONFIRM, Frame
from assistant.operations.dialogue.slot_choices import offer_methods
from assistant.operations.dialogue.values.slot_values import order_of
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_values import line
from assistant.operations.types import Refusal, Slot, SlotKind
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.entities.payment_mentions import find_methods
from assistant.understanding.references.order_items import find_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableValue:
    """Hold the reason why a value cannot be used, and the values that can."""

    refusal: Refusal
    possible: Sequence[str] = ()
    wanted: str = ""  # a text of `ask` that names the values that can be used


Find = Callable[[DialogueRun, Frame, Slot], Awaitable[UnusableValue | None]]


async def find_unusable(run: DialogueRun, frame: Frame) -> UnusableValue | None:
    """Return a value in the message that its slot cannot take; None: there is none.

    May raise `ShopUnavailableError`.
    """
    if not run.known():
        return None
    for slot in OPERATIONS[frame.operation].slots:
        find = _FINDS.get(slot.kind)
        found = await find(run, frame, slot) if find else None
        if found is not None:
            return found
    return None


def explain_unusable(run: DialogueRun, unusable: UnusableValue) -> None:
    """Tell why a value cannot be used, and name those that can."""
    run.explain(unusable.refusal)
    if run.current.asked != CONFIRM:
        return  # the usable values are asked for anyhow
    if unusable.wanted:
        run.say(f"ask.{unusable.wanted}")
    if unusable.possible:
        run.say("said.possible", choices=", ".join(unusable.possible))
        run.evidence.extend(run.view.evidence())


async def _method(run: DialogueRun, frame: Frame, slot: Slot) -> UnusableValue | None:
    """Find a payment method that the customer does not have."""
    customer = await run.view.customer()
    said = [one.value for one in read_entities(run.heard.text).methods]
    named = any(one.kind or one.brand or one.last4 or one.method_id for one in said)
    if customer is None or not named:
        return None
    if find_methods(run.heard.text, customer.payment_methods).candidates:
        return None
    offered = await offer_methods(run, frame, slot)
    return UnusableValue(refusal=Refusal(code="unknown_method"), possible=offered.labels)


async def _items(run: DialogueRun, frame: Frame, _: Slot) -> UnusableValue | None:
    """Find products that are sold here and are not in the order."""
    order = await order_of(run, frame)
    if order is None or not run.heard.products or find_lines(run.heard.text, order).mentions:
        return None
    if {str(one.product_id) for one in order.lines}.intersection(run.heard.products):
        return None
    refusal = Refusal(code="unknown_line", values={"number": order.number})
    return UnusableValue(refusal=refusal, possible=[line(one) for one in order.lines])


async def _address(run: DialogueRun, _: Frame, __: Slot) -> UnusableValue | None:
    """Find a part of an address."""
    found = read_entities(run.heard.text).address
    if found is None or found.value.is_complete:
        return None
    return UnusableValue(refusal=Refusal(code="address_incomplete"), wanted="address_again")


_FINDS: Mapping[SlotKind, Find] = {
    SlotKind.METHOD: _method,
    SlotKind.LINES: _items,
    SlotKind.SWAPS: _items,
    SlotKind.ADDRESS: _address,
}


async def tell_if_whole(run: DialogueRun) -> None:
    """Say once, when the order is known, that the rest of it is meant, too.

    A part of an order was named for an operation that can only be done to all of it.
    """
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
    """Return whether `text` names only a part of an order that is taken as a whole."""
    order = await order_of(run, run.current)
    return order is not None and bool(rest_of(replace(run.current, part=text), order))


def rest_of(frame: Frame, order: Order) -> tuple[OrderLine, ...]:
    """Return the lines that the words leave out where the operation takes all; else empty."""
    if not frame.part or not OPERATIONS[frame.operation].whole:
        return ()
    said = find_lines(frame.part, order)
    if not said.lines and not said.barred:
        return ()
    meant = {one.line_id for one in said.lines} or {one.line_id for one in order.lines}
    meant -= {one.line_id for one in said.barred}
    return tuple(one for one in order.lines if one.line_id not in meant)


async def explain_answer(run: DialogueRun, current: Frame) -> None:
    """Say which value of an answer cannot be used, or ask to rephrase it."""
    run.drop_open("replaced")
    unusable = await find_unusable(run, current)
    if unusable is not None:
        explain_unusable(run, unusable)
    elif current.asked == CONFIRM and await leaves_out(run, run.heard.text):
        run.replace_current(replace(current, part=run.heard.text))  # told in the next step
    else:
        run.say("ask.confirm_again" if current.asked == CONFIRM else "said.rephrase")
