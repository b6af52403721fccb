"""Find the possible values of a slot in the shop: choices, or the only one there is."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from pydantic import JsonValue

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import PaymentMethod
from assistant.commerce.order import Options, Order, OrderLine
from assistant.commerce.shop_effects import ClaimedWish
from assistant.commerce.shop_ids import LineId, ProductId
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import Frame
from assistant.operations.dialogue.values.basket_values import (
    OF_OPTION,
    names_another,
    options_of,
    worded_lines,
)
from assistant.operations.dialogue.values.slot_values import (
    open_orders,
    order_of,
    pending_line,
    reasons_of,
)
from assistant.operations.preconditions import check_balance, gone_from
from assistant.operations.receipts.receipt_texts import may_receive
from assistant.operations.shop_values import line, method, options, product_name, short_day
from assistant.operations.texts import say as worded
from assistant.operations.types import Slot, SlotKind
from assistant.understanding.message_words import fold
from assistant.understanding.references.chosen_items import fitting
from assistant.understanding.references.order_items import find_lines

MAX_INSTEAD = 4
"""Most versions that are named in place of one that is out of stock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotChoices:
    """Hold the possible values of a slot, worded so that a choice is understood as an answer."""

    labels: Sequence[str] = ()
    choices: Sequence[JsonValue] = ()  # the values of the first labels, in their order
    only: JsonValue = None  # the one value that it can be; None: there are several
    sure: bool = False  # `only` is no guess, whatever was said
    nothing: str = ""  # a text of `said`: there is nothing that this could be done with
    question: str = ""  # a text of `ask`; "": the slot's name
    about: str = ""  # name of the question, to tell it from the next; "": the slot's name
    values: Mapping[str, str] = field(default_factory=dict)  # of the question's placeholders
    silent: bool = False  # the question was asked already


async def offer(run: DialogueRun, frame: Frame, slot: Slot) -> SlotChoices:
    """Return the possible values of `slot`. May raise `ShopUnavailableError`."""
    find = _OFFERS.get(slot.kind)
    return await find(run, frame, slot) if find else SlotChoices()


async def _orders(run: DialogueRun, frame: Frame, _: Slot) -> SlotChoices:
    orders = await open_orders(run, frame)
    if not orders:
        return SlotChoices(nothing="not_open" if await run.view.orders() else "no_orders")
    if len(orders) == 1:
        return SlotChoices(only=orders[0].number)
    return SlotChoices(
        labels=[_order_label(order, run) for order in orders],
        choices=[order.number for order in orders],
    )


def _order_label(order: Order, run: DialogueRun) -> str:
    titles = ", ".join(one.title for one in order.lines[:2])
    more = " …" if len(order.lines) > 2 else ""  # noqa: PLR2004  # two fit on a button
    return f"{order.number} · {short_day(order.placed_at, run.language)} · {titles}{more}"


async def _lines(run: DialogueRun, frame: Frame, _: Slot) -> SlotChoices:
    order = await order_of(run, frame)
    if order is None:
        return SlotChoices()
    gone = gone_from(order)
    left = [one for one in order.lines if one.line_id not in gone]
    if len(left) == 1:
        return SlotChoices(only=[left[0].line_id])
    unclear = find_lines(run.heard.text, order).unclear
    close = [one for one in left if any(one in mention.lines.close for mention in unclear)]
    left = close if len(close) > 1 else left
    return SlotChoices(
        labels=[*(line(one) for one in left), run.word("all")],
        choices=[one.line_id for one in left],
    )


async def _parts(run: DialogueRun, frame: Frame, slot: Slot) -> SlotChoices:
    """Ask for the pieces of the next line that has several; of one with a single piece, take it."""
    order = await order_of(run, frame)
    if order is None:
        return SlotChoices()
    known: dict[str, JsonValue] = dict(frame.parts)
    several: list[OrderLine] = []
    for line_id in frame.line_ids:
        one = order.line(LineId(str(line_id)))
        if one is not None and order.left(one) > 1 and one.line_id not in known:
            several.append(one)
        elif str(line_id) not in known:
            known[str(line_id)] = 1
    if not several:
        return SlotChoices(only=known, sure=True)
    first, left = several[0], order.left(several[0])
    return SlotChoices(
        labels=[*map(str, range(1, left)), run.word("all")],
        only=known,
        sure=True,
        about=f"{slot.name} {first.line_id}",
        question=slot.name,
        values={"title": product_name(first.title, first.options), "left": str(left)},
    )


async def _swaps(run: DialogueRun, frame: Frame, _: Slot) -> SlotChoices:
    order = await order_of(run, frame)
    if order is None:
        return SlotChoices()
    pending = pending_line(frame)
    if pending is None and len(order.lines) == 1:
        pending = order.lines[0].line_id
    one = order.line(pending) if pending else None
    if one is None:
        return SlotChoices(
            labels=[line(each) for each in order.lines],
            choices=[[{"line_id": each.line_id}] for each in order.lines],
        )
    product = await run.view.product(one.product_id)
    others = [
        v for v in (product.variants if product else ()) if v.available and v.options != one.options
    ]
    said = fold(f"{frame.part} {run.heard.text}")
    others.sort(key=lambda v: -_named_anew(v.options, one.options, said))
    only: JsonValue = None
    if frame.slots.get("swaps") is None:
        only = [{"line_id": one.line_id}]
    return SlotChoices(
        labels=[options(v.options) for v in others],
        choices=[[{"line_id": one.line_id, "variant_id": v.variant_id}] for v in others],
        only=only,
        question="variant",
        about=f"variant {one.line_id}",
        values={"title": one.title},
    )


async def _reasons(run: DialogueRun, frame: Frame, _: Slot) -> SlotChoices:
    reasons = reasons_of(frame.operation, run.gate.rules)
    if not reasons:
        return SlotChoices(only="")
    return SlotChoices(
        labels=[words[run.language] for words in reasons.values()], choices=list(reasons)
    )


async def _photo(run: DialogueRun, _: Frame, __: Slot) -> SlotChoices:
    if run.conversation.pictures:
        return SlotChoices(only="sent", sure=True)
    return SlotChoices(labels=[run.word("no_photo")])


async def _wishes(run: DialogueRun, _: Frame, __: Slot) -> SlotChoices:
    codes = get_args(ClaimedWish)
    return SlotChoices(labels=[worded(f"wishes.{one}", run.language) for one in codes])


async def offer_methods(run: DialogueRun, frame: Frame, slot: Slot) -> SlotChoices:
    """Return the customer's methods that the rules allow here: the original one first."""
    customer, order = await run.view.customer(), await order_of(run, frame)
    methods = customer.payment_methods if customer else ()
    if order is not None:
        methods = tuple(m for m in methods if _may_be(run, slot, order, m))
        methods = tuple(sorted(methods, key=lambda m: m.method_id != order.paid_with))
    if not methods:
        return SlotChoices(nothing="no_methods")
    only = methods[0].method_id if len(methods) == 1 else None
    return SlotChoices(
        labels=[method(one, run.language) for one in methods],
        choices=[one.method_id for one in methods],
        only=only,
    )


def _may_be(run: DialogueRun, slot: Slot, order: Order, one: PaymentMethod) -> bool:
    if slot.name == "refund_to":
        return may_receive(order, one, run.gate.rules.returns.refund_to)
    if slot.name == "method_id":
        return one.method_id != order.paid_with and check_balance(one, order.paid) is None
    return True


async def _variants(run: DialogueRun, frame: Frame, _: Slot) -> SlotChoices:
    wanted = frame.slots.get("wanted")
    if not isinstance(wanted, dict):
        return SlotChoices()
    product = await run.view.product(ProductId(str(wanted["product_id"])))
    if product is None:
        return SlotChoices()
    out = [v for v in product.variants if not v.available]
    return SlotChoices(
        labels=[options(v.options) for v in out],
        choices=[{"product_id": product.product_id, "variant_id": v.variant_id} for v in out],
        question="version",
        about="version",
        values={"title": product.title},
    )


async def _items(run: DialogueRun, frame: Frame, slot: Slot) -> SlotChoices:
    """Offer products to choose from, or the values in stock of the next open option."""
    wanted = frame.slots.get(slot.name)
    if not isinstance(wanted, dict):
        return SlotChoices()
    among = wanted.get("among")
    if isinstance(among, list):
        products = [await run.view.product(ProductId(str(one))) for one in among]
        titles = [one.title for one in products if one is not None]
        return SlotChoices(labels=titles, question="which_item", about="which_item")
    product = await run.view.product(ProductId(str(wanted["product_id"])))
    if product is None or not any(one.available for one in product.variants):
        title = product.title if product else ""
        return SlotChoices(nothing="basket_sold_out", values={"title": title})
    said = options_of(wanted)
    left = [one for one in fitting(product, said) if one.available]
    if not left:
        return _instead(product, said)
    names = dict.fromkeys(name for one in left for name, _ in one.options)
    values = {name: [*dict.fromkeys(dict(v.options)[name] for v in left)] for name in names}
    several = [name for name in names if name not in said and len(values[name]) > 1]
    name = next(iter(several), "")
    labels = values[name] if name else [options(left[0].options)]
    return SlotChoices(
        labels=labels,
        question="item_option",
        about=f"{OF_OPTION} {product.product_id} {name}",
        values={
            "title": product.title,
            "option": name or " / ".join(names),
            "choices": ", ".join(labels),
        },
    )


def _named_anew(options: Options, now: Options, said: str) -> int:
    """Return how many values `said` names that the item does not have now."""
    values = (fold(value) for name, value in options if dict(now).get(name) != value)
    return sum(bool(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said)) for one in values)


def _instead(product: SoldProduct, said: Mapping[str, str]) -> SlotChoices:
    """Offer other variants in place of one that is out of stock, the likest first."""
    there = [one for one in product.variants if one.available]
    there.sort(key=lambda one: -sum(said.get(name) == value for name, value in one.options))
    labels = [options(one.options) for one in there[:MAX_INSTEAD]]
    return SlotChoices(
        labels=labels,
        question="item_instead",
        about=f"{OF_OPTION} {product.product_id} instead",
        values={
            "product": product_name(product.title, tuple(said.items())),
            "choices": "; ".join(labels),
        },
    )


async def _basket_lines(run: DialogueRun, _: Frame, __: Slot) -> SlotChoices:
    lines = run.dealings.basket.lines
    if not lines:
        return SlotChoices(nothing="basket_empty")
    worded = await worded_lines(run, lines)
    sure = len(lines) == 1 and not await names_another(run, lines[0])
    return SlotChoices(
        labels=[f"{title} ({version})" if version else title for _, title, version in worded],
        choices=[[one.variant_id] for one in lines],
        only=[lines[0].variant_id] if sure else None,
    )


_OFFERS: Mapping[SlotKind, Callable[[DialogueRun, Frame, Slot], Awaitable[SlotChoices]]] = {
    SlotKind.ORDER: _orders,
    SlotKind.LINES: _lines,
    SlotKind.PARTS: _parts,
    SlotKind.SWAPS: _swaps,
    SlotKind.PHOTO: _photo,
    SlotKind.WISH: _wishes,
    SlotKind.REASON: _reasons,
    SlotKind.METHOD: offer_methods,
    SlotKind.PRODUCT: _variants,
    SlotKind.ITEM: _items,
    SlotKind.BASKET_LINES: _basket_lines,
}
