"""Keep the state of a dialogue: operations in progress, and the last question. Pure.

Kept between turns as JSON in `DialogueMoved`. Nothing in it has an effect, so a state that an
older version wrote and this one cannot read is dropped, and the customer is asked again.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Self

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.operations.dialogue.heard_message import Wish
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import SlotKind
from assistant.understanding.intents.imperatives import bare_command
from assistant.understanding.message_words import fold

IDENTITY = "identity"
"""`Frame.asked`: a proof of identity was asked for."""

CODE = "code"
"""`Frame.asked`: the code that went to their address was asked for."""

WHICH = "which"
"""`Frame.asked`: it was asked which of several operations is meant."""

OF_THE_ORDER = ("line_ids", "swaps", "parts", "refund_to", "settle_with")
"""Slots whose values are void for another order."""

CONFIRM = "confirm"
"""`Frame.asked`: it was read back, and waits for a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Hold an operation in progress."""

    operation: str
    slots: dict[str, JsonValue] = field(default_factory=dict)  # parameters known so far
    asked: str = ""  # a slot's name, or one of the above; "": nothing was asked yet
    times: int = 0  # in a row that it was asked
    asides: int = 0  # questions in a row that were asked in place of an answer
    text: str = (
        ""  # the customer's words that opened it; they may have values that are not asked for yet
    )
    described: dict[str, str] = field(
        default_factory=dict
    )  # slot -> words that point at its value without naming it
    part: str = ""  # words that may name only a part of the order, until it is known which one

    @classmethod
    def read(cls, about: str) -> "Frame | None":
        """Return the frame of a `DialogueMoved.about`; None: there is none, or it is unreadable."""
        try:
            return _FRAME.validate_json(about) if about else None
        except ValidationError:
            return None

    def is_of_another_order(self, frame: "Frame") -> bool:
        """Return whether this frame names another order than an earlier one did."""
        before = frame.slots.get("order_number")
        return before is not None and self.slots.get("order_number") != before

    @property
    def swaps(self) -> list[dict[str, JsonValue]]:
        """Return the lines to swap, each with its new variant where that is known."""
        swaps = self.slots.get("swaps")
        return [one for one in swaps if isinstance(one, dict)] if isinstance(swaps, list) else []

    @property
    def line_ids(self) -> list[JsonValue]:
        """Return the ids of the lines that are named, or to be swapped."""
        named = self.slots.get("line_ids")
        return named if isinstance(named, list) else [one["line_id"] for one in self.swaps]

    @property
    def parts(self) -> dict[str, JsonValue]:
        """Return how many pieces are meant of each line, as far as it is known."""
        parts = self.slots.get("parts")
        return parts if isinstance(parts, dict) else {}

    def written(self) -> str:
        """Return the frame's order and items as JSON; "": it has none."""
        slots = {name: self.slots[name] for name in _ABOUT if name in self.slots}
        kept = Frame(operation=self.operation, slots=slots)
        return _FRAME.dump_json(kept).decode() if slots else ""

    def with_slot(self, name: str, value: JsonValue) -> Self:
        """Return the frame with one more parameter."""
        return replace(self, slots={**self.slots, name: value})

    def without(self, *names: str) -> Self:
        """Return the frame without these parameters, which are asked for again."""
        kept = {name: value for name, value in self.slots.items() if name not in names}
        return replace(self, slots=kept)

    def asking(self, what: str) -> Self:
        """Return the frame after a question for `what`."""
        return replace(self, asked=what, times=self.times + 1 if what == self.asked else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """Hold the operations in progress; the first is the one that is talked about."""

    frames: tuple[Frame, ...] = ()

    @classmethod
    def read(cls, state: str) -> "Dialogue":
        """Return the dialogue of a `DialogueMoved.state`; of none, or an unreadable one: empty."""
        try:
            return _ADAPTER.validate_json(state) if state else cls()
        except ValidationError:
            return cls()

    def written(self) -> str:
        """Return the dialogue as JSON; nothing in progress: an empty text."""
        return _ADAPTER.dump_json(self).decode() if self.frames else ""

    @property
    def current(self) -> Frame | None:
        """Return the frame that is talked about."""
        return self.frames[0] if self.frames else None

    @property
    def is_choice(self) -> bool:
        """Return whether the customer has to choose one frame; the others are then dropped."""
        return bool(self.frames) and self.frames[0].asked == WHICH

    def with_current(self, frame: Frame) -> Self:
        """Return the dialogue with its first frame replaced."""
        return replace(self, frames=(frame, *self.frames[1:]))

    def closed(self) -> Self:
        """Return the dialogue without its first frame."""
        return replace(self, frames=self.frames[1:])

    def opened(self, *frames: Frame) -> Self:
        """Return the dialogue with these in front, the first of them first."""
        behind = (replace(frame, times=0) for frame in self.frames)  # asked anew when it is back
        return replace(self, frames=(*frames, *behind))

    def queued(self, *frames: Frame) -> Self:
        """Return the dialogue with these at the end."""
        return replace(self, frames=(*self.frames, *frames))


_ADAPTER = TypeAdapter(Dialogue)
_FRAME = TypeAdapter(Frame)
_ABOUT = ("order_number", "line_ids", "swaps")


_REFERS = re.compile(
    r"(?<!\w)(?:(?:them|it(?! (?:is|possible|ok|too late)(?!\w))|that|those|these|this order"
    r"|ca|celle-ci|celui-ci|cette commande)(?!['\w])"
    r"|(?:les |le |la |l')(?=\w+(?:er|re|ir)(?!\w)))"
)


def frame_of_wish(wish: Wish, before: Frame | None, *, last: Frame | None = None) -> Frame:
    """Return a frame for `wish`, with the order and the items of `before` if it refers to them.

    `last` is the frame that ended last: only a wish that names nothing at all ("cancel it then") is
    about that.
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
    number, lines = before.slots.get("order_number"), before.line_ids
    if number is None or SlotKind.ORDER not in slots or slots[SlotKind.ORDER] in frame.slots:
        return frame
    frame = frame.with_slot(slots[SlotKind.ORDER], number)
    if lines and SlotKind.LINES in slots:
        frame = frame.with_slot(slots[SlotKind.LINES], lines)
    if lines and SlotKind.SWAPS in slots:
        frame = frame.with_slot(slots[SlotKind.SWAPS], [{"line_id": one} for one in lines])
    return frame
