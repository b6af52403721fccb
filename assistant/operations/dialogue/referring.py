"""A new request that is about what the one before was about: "exchange them instead". Pure."""

import re

from pydantic import JsonValue

from assistant.operations.dialogue.heard import Wish
from assistant.operations.dialogue.state import Frame
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import SlotKind
from assistant.understanding.intents.imperatives import bare_command
from assistant.understanding.text import fold

_REFERS = re.compile(
    r"(?<!\w)(?:(?:them|it(?! (?:is|possible|ok|too late)(?!\w))|that|those|these|this order"
    r"|ca|celle-ci|celui-ci|cette commande)(?!['\w])"
    r"|(?:les |le |la |l')(?=\w+(?:er|re|ir)(?!\w)))"
)


def frame_of_wish(wish: Wish, before: Frame | None, *, last: Frame | None = None) -> Frame:
    """Return a frame for `wish`, with the order and the items of `before` if it refers to them.

    `last` came to its end: only a wish that names nothing at all ("cancel it then") is about that.
    """
    frame = Frame(
        operation=wish.operation,
        text=wish.text,
        slots=dict(wish.slots),
        described=dict(wish.described),
    )
    bare = bare_command(wish.text) is not None
    before = before or (last if bare else None)
    if before is None or not (bare or _REFERS.search(fold(wish.text))):
        return frame
    slots = {slot.kind: slot.name for slot in OPERATIONS[wish.operation].slots}
    number, lines = before.slots.get("order_number"), _lines_of(before)
    if number is None or SlotKind.ORDER not in slots or slots[SlotKind.ORDER] in frame.slots:
        return frame
    frame = frame.with_slot(slots[SlotKind.ORDER], number)
    if lines and SlotKind.LINES in slots:
        frame = frame.with_slot(slots[SlotKind.LINES], lines)
    if lines and SlotKind.SWAPS in slots:
        frame = frame.with_slot(slots[SlotKind.SWAPS], [{"line_id": one} for one in lines])
    return frame


def _lines_of(frame: Frame) -> list[JsonValue]:
    named, swaps = frame.slots.get("line_ids"), frame.slots.get("swaps")
    if isinstance(named, list):
        return named
    swapped = swaps if isinstance(swaps, list) else []
    return [one["line_id"] for one in swapped if isinstance(one, dict)]
