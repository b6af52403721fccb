"""Mend a refusal with another value, and find the thing meant by "the other one"."""

import re
from dataclasses import replace

from pydantic import JsonValue

from assistant.commerce.order import Order
from assistant.commerce.shop_ids import LineId
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import OF_THE_ORDER, Frame
from assistant.operations.dialogue.values.slot_values import open_orders, order_of
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.preconditions import check_lines, check_order, check_unclaimed
from assistant.operations.shop_rules import OrderRules, ReturnRules, SwapRules
from assistant.operations.types import Refusal, SlotKind
from assistant.understanding.message_words import fold

MENDED_BY = {
    "unknown_order": ("order_number",),
    "unknown_line": ("line_ids", "swaps"),
    "too_many_pieces": ("parts",),
    "other_product": ("swaps",),
    "same_variant": ("swaps",),
    "variant_out_of_stock": ("swaps",),
    "unknown_reason": ("reason",),
    "unknown_method": ("refund_to", "settle_with", "method_id"),
    "refund_elsewhere": ("refund_to",),
    "balance_too_low": ("settle_with", "method_id"),
    "same_method": ("method_id",),
    "country_missing": ("address",),
    "country_not_served": ("address",),
    "same_address": ("address",),
    "unknown_product": ("wanted",),
}
"""Refusals that another value can mend, and the slots to ask for again."""

_OF_THE_VERSION = frozenset({"other_product", "same_variant", "variant_out_of_stock"})
_OF_ONE_ITEM = frozenset({"final_sale", "already_taken_back", "already_claimed"})
_TWINS = {
    ("exchange_items", "is_pending"): "change_items",
    ("change_items", "is_delivered"): "exchange_items",
}
"""Operations that swap a variant before packing or after delivery: customers do not know which."""

_OTHER = re.compile(
    r"(?<!\w)(?:l'autre|the other(?: one| order)?|other one|another one|une autre)(?!\w)"
)


async def refusal_of_order(run: DialogueRun, frame: Frame) -> Refusal | None:
    """Return why the order itself is ruled out, so that nothing more is asked about it."""
    if "order_number" not in frame.slots:
        return None
    order = await order_of(run, frame)
    if order is None:
        return Refusal(code="unknown_order")
    choose = OPERATIONS[frame.operation].order_rules
    if choose is None:
        return None
    rules = choose(run.gate.rules)
    return check_order(order, rules, run.gate.clock.now()) or _refusal_of_lines(frame, order, rules)


def _refusal_of_lines(frame: Frame, order: Order, rules: OrderRules) -> Refusal | None:
    """Return why the items named so far are ruled out, before their new values are asked for."""
    ids = [LineId(str(one)) for one in frame.line_ids]
    if OPERATIONS[frame.operation].for_people:
        return check_unclaimed(order, ids)
    if not ids or not isinstance(rules, ReturnRules | SwapRules):
        return None
    checked = check_lines(order, ids, accepts_final_sale=rules.accepts_final_sale)
    return checked if isinstance(checked, Refusal) else None


async def mend(run: DialogueRun, frame: Frame, refusal: Refusal) -> Frame | None:
    """Return the frame without the values to ask for again; None: nothing mends the refusal."""
    order = await order_of(run, frame)
    if refusal.code in _OF_ONE_ITEM and order is not None:
        return _without_item(frame, order, refusal)
    names = MENDED_BY.get(refusal.code)
    if names is None:
        return None
    if refusal.code not in _OF_THE_VERSION or order is None:
        return frame.without(*names)
    kept: list[JsonValue] = [
        {"line_id": swap["line_id"]} if _is_of(swap, order, refusal) else swap
        for swap in frame.swaps
    ]
    return frame.with_slot("swaps", kept)


def _without_item(frame: Frame, order: Order, refusal: Refusal) -> Frame | None:
    """Return the frame with the other named items; None: there are none."""
    out = [one.line_id for one in order.lines if one.title == refusal.values.get("title")]
    lines = frame.slots.get("line_ids")
    if isinstance(lines, list):
        left: list[JsonValue] = [one for one in lines if one not in out]
        return frame.with_slot("line_ids", left) if left else None
    swaps: list[JsonValue] = [one for one in frame.swaps if one["line_id"] not in out]
    return frame.with_slot("swaps", swaps) if swaps else None


def _is_of(swap: dict[str, JsonValue], order: Order, refusal: Refusal) -> bool:
    titles = {str(line.line_id): line.title for line in order.lines}
    return titles.get(str(swap["line_id"])) == refusal.values.get("title")


def as_twin(frame: Frame, refusal: Refusal) -> Frame | None:
    """Return the frame of the twin operation, with its own rules; None: there is none."""
    twin = _TWINS.get((frame.operation, refusal.code))
    return replace(frame, operation=twin) if twin else None


async def take_other(run: DialogueRun, frame: Frame) -> Frame | None:
    """Return the frame with the other item or order; None: the message does not ask for it.

    Where there are several others, the value is left out, to be asked for.
    """
    if not _OTHER.search(fold(run.heard.text)):
        return None
    kinds = {slot.kind for slot in OPERATIONS[frame.operation].slots}
    order = await order_of(run, frame)
    lines = frame.slots.get("line_ids")
    if SlotKind.LINES in kinds and order is not None and isinstance(lines, list):
        left: list[JsonValue] = [one.line_id for one in order.lines if one.line_id not in lines]
        if left:
            changed = frame.without("line_ids")
            return changed.with_slot("line_ids", left) if len(left) == 1 else changed
    if order is None or SlotKind.ORDER not in kinds:
        return None
    others = [one for one in await open_orders(run, frame) if one.number != order.number]
    changed = frame.without("order_number", *OF_THE_ORDER)
    if len(others) == 1:
        return changed.with_slot("order_number", others[0].number)
    return changed if others else None
