"""Read the value of a slot out of a customer's words.

Nothing here guesses: words that fit two things in the shop equally well are left open, and asked.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from string import ascii_letters
from typing import TypeVar

from pydantic import JsonValue

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.shop_ids import LineId, ProductId
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CONFIRM, Frame
from assistant.operations.dialogue.values.basket_values import basket_lines, item, pieces, version
from assistant.operations.operation_register import DECLARED, OPERATIONS
from assistant.operations.preconditions import as_claimed, check_order, gone_from
from assistant.operations.shop_rules import ReasonRules, Rules
from assistant.operations.types import Slot, SlotKind
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.entities.payment_mentions import find_methods
from assistant.understanding.entities.positions import find_positions
from assistant.understanding.message_words import fold
from assistant.understanding.references.claimed_problems import claimed_problem, claimed_wish
from assistant.understanding.references.given_reasons import Reasons, rank_reasons
from assistant.understanding.references.line_pieces import said_pieces
from assistant.understanding.references.order_items import find_lines, find_swaps
from assistant.understanding.references.wanted_variants import find_variants
from assistant.understanding.types import Entities, ExpectedEntity, Position, PositionKind

T = TypeVar("T")


MAX_WORDS = 200
"""Most characters of the customer's words that a claim keeps."""

OF_PARTS = "parts"
"""Begins the name of a question for the pieces of a line."""

MIN_SCORE = 0.6
"""Least score of a reason that was asked for; half would take "too large" for "too small"."""

MIN_UNASKED = 0.95
"""Least score of a reason that was not asked for: it has to be said in full."""


def reasons_of(operation: str, rules: Rules) -> Reasons:
    """Return the reasons to choose from; empty: the operation asks for none."""
    choose = DECLARED[operation].order_rules
    chosen = choose(rules) if choose else None
    return chosen.reasons if isinstance(chosen, ReasonRules) else {}


def find_reason(text: str, reasons: Reasons, *, asked: bool) -> str | None:
    """Return the code of the reason that `text` gives; None: none, or two equally well."""
    ranking = rank_reasons(text, reasons)
    least = MIN_SCORE if asked else MIN_UNASKED
    if not ranking.candidates or ranking.candidates[0].score < least:
        return None
    return ranking.best if ranking.is_clear else None


AT_AN_END = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED})


async def open_orders(run: DialogueRun, frame: Frame) -> tuple[Order, ...]:
    """Return the customer's orders that the rules allow for this operation, newest first.

    An operation without rules for orders, such as a look-up, takes those that are not at an end, or
    all of them if there are none.
    """
    orders = await run.view.orders()
    choose = OPERATIONS[frame.operation].order_rules
    if choose is None:
        return tuple(order for order in orders if order.status not in AT_AN_END) or orders
    rules, now = choose(run.gate.rules), run.gate.clock.now()
    return tuple(order for order in orders if check_order(order, rules, now) is None)


_AN_ORDER = frozenset({ExpectedEntity.ORDER})

_ADDS = re.compile(
    r"^\W*(?:(?:oui|yes|ok),? )?(?:et|and|plus)(?!\w)"
    r"|(?<!\w)(?:aussi|egalement|en plus|ajoute\w*|as well|too|also|add)(?!\w)"
)
"""Words that add a value to the earlier ones, instead of replacing them."""

Fill = Callable[[DialogueRun, Frame, str, Slot], Awaitable[JsonValue]]


async def fill(run: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    """Return the value of `slot` in `text`; None: there is none, or none that is clear.

    Orders and items are looked up among the customer's own. May raise `ShopUnavailableError`.
    """
    return await _FILLS[slot.kind](run, frame, text, slot)


async def order_of(run: DialogueRun, frame: Frame) -> Order | None:
    """Return the order that the frame is about; None: it is not known yet, or not theirs."""
    number = frame.slots.get("order_number")
    order = await run.view.order(number) if isinstance(number, str) else None
    if order is None or not OPERATIONS[frame.operation].for_people:
        return order
    return as_claimed(order)


async def products_of(run: DialogueRun, order: Order) -> Mapping[ProductId, SoldProduct]:
    """Return the products of the order that are still sold."""
    found = [
        await run.view.product(one) for one in dict.fromkeys(i.product_id for i in order.lines)
    ]
    return {product.product_id: product for product in found if product is not None}


def pending_line(frame: Frame) -> LineId | None:
    """Return the first line to swap whose new variant is not known."""
    for one in frame.swaps:
        if "variant_id" not in one:
            return LineId(str(one["line_id"]))
    return None


async def _order(run: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    asked = frame.asked == slot.name
    entities = read_entities(text, wanted=_AN_ORDER)
    for said in entities.orders:
        if (found := await run.view.order(said.value)) is not None:
            return found.number
    plain = entities if asked else read_entities(text)
    if plain.orders:
        own = [one.number for one in await run.view.orders() if _is_short_for(plain, one)]
        if len(own) == 1:
            return own[0]
        return plain.orders[0].value  # as they say it: that there is no such order is said later
    orders = await open_orders(run, frame)
    for position in entities.positions if asked else ():
        if (order := nth(position.value, orders)) is not None:
            return order.number
    known = await order_of(run, frame)
    if known is not None and (run.heard.question or find_lines(text, known).mentions):
        return None  # a question about another product does not mean another order
    naming = _naming(text, orders) or _naming(text, await run.view.orders())
    return naming[0].number if len(naming) == 1 else None


def _is_short_for(said: Entities, order: Order) -> bool:
    """Return whether the first number said is the order's without its letters."""
    return said.orders[0].value == order.number.lstrip("#").lstrip(ascii_letters + "-")


def _naming(text: str, orders: Sequence[Order]) -> Sequence[Order]:
    """Return the orders with a line that `text` names."""
    return [order for order in orders if find_lines(text, order).mentions]


async def _lines(run: DialogueRun, frame: Frame, text: str, _: Slot) -> JsonValue:
    order = await order_of(run, frame)
    if order is None:
        return None
    said = find_lines(text, order)
    if _says_pieces(frame, text, order):
        return None
    found: list[JsonValue] = [line.line_id for line in said.lines]
    if len(found) == len(order.lines):  # "all of them" are those that are left to choose from
        found = [line_id for line_id in found if line_id not in gone_from(order)] or found
    known = frame.slots.get("line_ids")
    if not found and said.barred and isinstance(known, list):
        left = [line_id for line_id in known if line_id not in {one.line_id for one in said.barred}]
        return left or None
    if found and isinstance(known, list) and _ADDS.search(fold(text)):
        return [*known, *(line_id for line_id in found if line_id not in known)]
    return found or None


def _in_question(frame: Frame) -> str:
    """Return the line whose pieces were asked for; "": none's were."""
    return frame.asked.removeprefix(f"{OF_PARTS} ") if frame.asked.startswith(OF_PARTS) else ""


def _says_pieces(frame: Frame, text: str, order: Order) -> bool:
    """Return whether words answer the question for pieces: "both" does not mean all lines then."""
    one = order.line(LineId(_in_question(frame)))
    return one is not None and said_pieces(text, one, order, asked=True) is not None


async def _parts(run: DialogueRun, frame: Frame, text: str, _: Slot) -> JsonValue:
    """Return how many pieces of each line are meant, where it is said or was known."""
    order = await order_of(run, frame)
    if order is None or not frame.line_ids:
        return None
    about = _in_question(frame)
    named = [order.line(LineId(str(one))) for one in frame.line_ids]
    lines = [one for one in named if one is not None and about in {"", one.line_id}]
    said: dict[str, JsonValue] = {
        one.line_id: pieces
        for one in lines
        if (pieces := said_pieces(text, one, order, asked=bool(about))) is not None
    }
    kept = {line_id: pieces for line_id, pieces in frame.parts.items() if line_id not in said}
    return {**kept, **said} if said else None


async def _swaps(run: DialogueRun, frame: Frame, text: str, _: Slot) -> JsonValue:
    order = await order_of(run, frame)
    if order is None:
        return None
    if _says_pieces(frame, text, order):
        return None
    pending = pending_line(frame)
    known = {str(one["line_id"]): one for one in frame.swaps}
    about = pending or (next(iter(known)) if len(known) == 1 else None)
    focus = order.line(LineId(about)) if about else None
    before = dict(known)
    for found in find_swaps(text, order, await products_of(run, order), focus=focus):
        line = found.line.best
        said = bool(found.variants.candidates) or found.end > found.start
        if line is None or not found.line.is_clear or not said:
            continue
        swap: dict[str, JsonValue] = {**known.get(line.line_id, {}), "line_id": line.line_id}
        if found.variants.best is not None and found.variants.is_clear:
            swap["variant_id"] = found.variants.best.variant_id
        known[line.line_id] = swap
    swaps: list[JsonValue] = list(known.values())
    return swaps if known != before else None


async def _reason(run: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    asked = frame.asked == slot.name
    reasons = reasons_of(frame.operation, run.gate.rules)
    if OPERATIONS[frame.operation].for_people and (problem := claimed_problem(text)) in reasons:
        return problem
    found = find_reason(text, reasons, asked=asked)
    return found or (_nth_reason(text, list(reasons)) if asked else None)


async def _photo(run: DialogueRun, frame: Frame, _: str, slot: Slot) -> JsonValue:
    """Return whether there is a photo: any answer to the question without one says that not."""
    if run.conversation.pictures:
        return "sent"
    return "none" if frame.asked == slot.name else None


async def _wish(_: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    return claimed_wish(text, asked=frame.asked == slot.name)


async def _words(_: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    """Return the words that told the problem, as they were written; later ones change nothing."""
    told = slot.name not in frame.slots and claimed_problem(text) is not None
    return " ".join(text.split())[:MAX_WORDS] if told else None


def nth(position: Position, offered: Sequence[T]) -> T | None:
    """Return the offered choice at a position; None: it is no place among them."""
    is_place = position.kind is PositionKind.NTH and -len(offered) <= position.index < len(offered)
    return offered[position.index] if is_place else None


def _nth_reason(text: str, reasons: Sequence[str]) -> str | None:
    """Return the reason that a message points at by its place, and by no other."""
    places = [one.value for one in find_positions(text) if one.value.kind is PositionKind.NTH]
    return nth(places[0], reasons) if len(places) == 1 else None


async def _method(run: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    customer, order = await run.view.customer(), await order_of(run, frame)
    if customer is None or (
        frame.asked == CONFIRM and slot.name != "method_id" and _any_other(text)
    ):
        return None
    found = find_methods(
        text, customer.payment_methods, paid_with=order.paid_with if order else None
    )
    return found.best.method_id if found.best and found.is_clear else None


def _any_other(text: str) -> bool:
    """Return whether the only method in the text is "the other one", which may be another item."""
    said = [mention.value for mention in read_entities(text).methods]
    named = any(one.kind or one.brand or one.last4 or one.original for one in said)
    return bool(said) and not named


async def _address(_: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    wanted = frozenset({ExpectedEntity.ADDRESS}) if frame.asked == slot.name else frozenset()
    found = read_entities(text, wanted=wanted).address
    if found is None or not found.value.is_complete:
        return None
    parts = found.value
    return {
        "line1": parts.line1,
        "line2": parts.line2,
        "postcode": parts.postcode,
        "city": parts.city,
        "region": parts.region,
        "country": parts.country,
    }


async def _product(run: DialogueRun, frame: Frame, text: str, _: Slot) -> JsonValue:
    wanted = frame.slots.get("wanted")
    known = wanted.get("product_id") if isinstance(wanted, dict) else None
    named = next(iter(run.heard.products), known)
    product = await run.view.product(ProductId(named)) if isinstance(named, str) else None
    if product is None:
        return None
    ranking = find_variants(text, product, ())
    if len(product.variants) == 1:
        chosen = product.variants[0]
    elif ranking.best is not None and ranking.is_clear:
        chosen = ranking.best
    else:
        return None if known == product.product_id else {"product_id": product.product_id}
    return {"product_id": product.product_id, "variant_id": chosen.variant_id}


_FILLS: Mapping[SlotKind, Fill] = {
    SlotKind.ORDER: _order,
    SlotKind.LINES: _lines,
    SlotKind.PARTS: _parts,
    SlotKind.SWAPS: _swaps,
    SlotKind.PHOTO: _photo,
    SlotKind.WISH: _wish,
    SlotKind.WORDS: _words,
    SlotKind.REASON: _reason,
    SlotKind.METHOD: _method,
    SlotKind.ADDRESS: _address,
    SlotKind.PRODUCT: _product,
    SlotKind.ITEM: item,
    SlotKind.PIECES: pieces,
    SlotKind.BASKET_LINES: basket_lines,
    SlotKind.VERSION: version,
}
