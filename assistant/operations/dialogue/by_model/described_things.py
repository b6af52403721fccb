"""Find the customer's own thing that a description points at: "the one for my sister".

Here a model sees data of the shop's system, and so words that strangers may have written. It
answers with numbers: it can only choose one of the customer's own things, which is read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import total
from assistant.commerce.order import Order
from assistant.kit.model.ports import Format, Purpose, Request
from assistant.operations.dialogue.by_model.model_requests import messages, without_addresses
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import Frame
from assistant.operations.dialogue.identity_questions import gives_proof
from assistant.operations.dialogue.slot_choices import SlotChoices
from assistant.operations.dialogue.values.slot_values import order_of, pending_line
from assistant.operations.shop_values import line
from assistant.operations.types import Slot, SlotKind

MAX_TOKENS = 100
MAX_CHOICES = 20

FORMAT = Format(
    name="choices",
    schema={
        "type": "object",
        "properties": {"choices": {"type": "array", "items": {"type": "integer"}}},
        "required": ["choices"],
        "additionalProperties": False,
    },
)


class _Chosen(BaseModel):
    choices: list[int]


_CHOSEN = TypeAdapter(_Chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """Hold a description, and the choices that it may point at."""

    slot: Slot
    described: str  # the customer's words
    choices: tuple[JsonValue, ...]  # values of the slot
    shown: tuple[JsonValue, ...]  # each as the model reads it
    now: str = ""  # the item that they take the place of

    @property
    def takes_several(self) -> bool:
        """Return whether more than one choice may be meant."""
        return self.slot.kind is SlotKind.LINES


async def pointing(run: DialogueRun, slot: Slot, offered: SlotChoices) -> Pointing | None:
    """Return the choices for the description of `slot`; None: there is nothing to choose."""
    described = run.current.described.get(slot.name, "")
    choices = tuple(offered.choices[:MAX_CHOICES])
    if not described or len(choices) < 2:  # noqa: PLR2004  # one thing is no choice
        return None
    shown: Sequence[JsonValue] = list(offered.labels[: len(choices)])
    if slot.kind is SlotKind.ORDER:
        orders = {order.number: order for order in await run.view.orders()}
        found = [orders.get(str(one)) for one in choices]
        shown = [_order(one, run) if one else str(n) for one, n in zip(found, choices, strict=True)]
    return Pointing(
        slot=slot,
        described=described,
        choices=choices,
        shown=tuple(shown),
        now=await _replaced(run) if slot.kind is SlotKind.SWAPS else "",
    )


async def _replaced(run: DialogueRun) -> str:
    """Return the item whose new version is chosen; "": it is not known yet which item it is."""
    order, pending = await order_of(run, run.current), pending_line(run.current)
    found = order.line(pending) if order and pending else None
    return line(found) if found else ""


def pointing_request(run: DialogueRun, point: Pointing) -> Request:
    """Return the question which of the choices is meant."""
    numbered: list[JsonValue] = [
        {"number": at, "is": one} for at, one in enumerate(point.shown, start=1)
    ]
    shown: dict[str, JsonValue] = {
        "choices": numbered,
        "one": not point.takes_several,
        "instead_of": point.now,
        "message": "" if gives_proof(run) else without_addresses(run.heard.text),
        "words": without_addresses(point.described),
    }
    return Request(
        messages=messages("point", shown),
        purpose=Purpose.DIALOGUE,
        conversation_id=run.conversation.conversation_id,
        spent=run.conversation.model_tokens,
        format=FORMAT,
        max_tokens=MAX_TOKENS,
    )


def chosen(text: str, point: Pointing, frame: Frame) -> JsonValue:
    """Return the value that the model's answer chooses; None: none, or it cannot be used."""
    try:
        numbers = list(dict.fromkeys(_CHOSEN.validate_json(text).choices))
    except ValidationError:
        return None
    if not numbers or not all(1 <= number <= len(point.choices) for number in numbers):
        return None
    if point.takes_several:
        return [point.choices[number - 1] for number in numbers]
    if len(numbers) > 1:
        return None
    value = point.choices[numbers[0] - 1]
    return _with_swap(frame, value) if point.slot.kind is SlotKind.SWAPS else value


def _with_swap(frame: Frame, value: JsonValue) -> JsonValue:
    """Return the lines to swap with `value` added, or put in place of the entry of its line."""
    new = [one for one in (value if isinstance(value, list) else []) if isinstance(one, dict)]
    known: dict[str, Mapping[str, JsonValue]] = {
        str(one["line_id"]): one for one in (*frame.swaps, *new)
    }
    return [dict(one) for one in known.values()]


def _order(order: Order, run: DialogueRun) -> JsonValue:
    paid = total((one.paid for one in order.lines), currency=order.currency)
    delivered = order.delivered_at
    items: list[JsonValue] = [line(one) for one in order.lines]
    return {
        "order": order.number,
        "placed": order.placed_at.date().isoformat(),
        "status": str(order.status),
        "delivered": delivered.date().isoformat() if delivered else None,
        "sent_to": order.address.city,
        "items": items,
        "total": write_amount(paid, run.language),
    }
