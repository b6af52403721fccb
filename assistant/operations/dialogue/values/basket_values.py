"""Read the values of a wish for the basket: a product and its options, lines, pieces. Pure reading.

Like `slot_values`, nothing here guesses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pydantic import JsonValue

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.conversation.basket import BasketLine
from assistant.conversation.product_search import FacetKind
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import Frame
from assistant.operations.types import Slot
from assistant.understanding.entities.positions import find_positions
from assistant.understanding.message_words import fold, keys_of, same_words, split
from assistant.understanding.references.chosen_items import (
    Options,
    choose,
    fitting,
    means_all,
    means_last,
    other_options,
    said_options,
    values_of,
    wanted_pieces,
)
from assistant.understanding.types import PositionKind
from assistant.understanding.word_lists import word_list

MAX_LOOKED_AT = 8
"""Most products that words choose from: a reply shows no more."""

LINES = "lines"
"""Names the question for a line of the basket."""

_TO = re.compile(r"(?<!\w)(?:to|en|in|into|for|contre|par|pour|with)(?!\w)(?=\W+\w)")

OF_OPTION = "variant"
"""Begins the name of a question for an option of a product."""

_CHOSEN = frozenset({FacetKind.SIZE, FacetKind.COLOUR, FacetKind.OTHER})
"""Facets of a search that are options of a product."""


async def item(run: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    """Return the product that is wanted, with its variant or the options said; None: no product."""
    known = _known(frame, slot)
    of_wish = _ids(known) if frame.text else ()  # the wish that opened it tells its own products
    among = of_wish or tuple(run.heard.products) or _ids(known)
    products = await _sold(run, among)
    product = products[0] if len(products) == 1 else choose(text, products)
    if product is None:
        among = tuple(str(one.product_id) for one in products)
        return {"among": [*among]} if among and among != _ids(known) else None
    options = _looked_for(run, product)
    if known.get("product_id") == product.product_id:
        options |= options_of(known)
    value = _settle(product, options | said_options(text, product))
    return value if value != known else None  # else the message says something else


def _looked_for(run: DialogueRun, product: SoldProduct) -> Options:
    """Return the options that the last card shows alone, and else those that were searched for."""
    search, last = run.conversation.search, run.conversation.last_reply
    options: Options = {}
    if search is not None and product.product_id in search.shown:
        words = " ".join(facet.words for facet in search.facets if facet.kind in _CHOSEN)
        options |= said_options(words, product)
    shown = [one for one in (last.cards if last else ()) if one.product_id == product.product_id]
    for part in shown[0].subtitle.split(" · ") if len(shown) == 1 else ():
        options |= {name: part for name, values in values_of(product).items() if part in values}
    return options


def _settle(product: SoldProduct, options: Options) -> JsonValue:
    """Return the product, and its variant if only one in stock is meant."""
    fits = fitting(product, options)
    if len(product.variants) == 1:
        fits = list(product.variants)
    buyable = [one for one in fits if one.available]
    if len(buyable) == 1 and (len(fits) == 1 or not options):
        return {"product_id": product.product_id, "variant_id": buyable[0].variant_id}
    return {"product_id": product.product_id, "options": {**options}}


def options_of(value: Mapping[str, JsonValue]) -> Options:
    """Return the options of a wanted item that are known."""
    options = value.get("options")
    return {name: str(one) for name, one in options.items()} if isinstance(options, dict) else {}


async def pieces(run: DialogueRun, frame: Frame, text: str, slot: Slot) -> JsonValue:
    """Return how many pieces are wanted; another version of a line keeps its number."""
    if frame.asked.startswith(OF_OPTION):
        return None  # the answer is a size or a colour
    lines = [one for one in run.dealings.basket.lines if one.variant_id in _lines_of(frame)]
    now = lines[0].pieces if slot.required and len(lines) == 1 else None
    if now is not None and frame.slots.get("instead"):
        return now
    named = [await run.view.product(ProductId(one)) for one in run.heard.products]
    beside = beside_titles(_wished(frame, text), [one.title for one in named if one is not None])
    return wanted_pieces(beside, changes=slot.required, now=now)


def beside_titles(text: str, titles: Iterable[str]) -> str:
    """Return the words without two in a row of a title: a "two-person tent" is no two tents."""
    for title in titles:
        for one, other in pairwise(re.findall(r"\w+", title)):
            text = re.sub(rf"(?i)\b{re.escape(one)}\W+{re.escape(other)}\b", " ", text)
    return text


async def version(run: DialogueRun, frame: Frame, text: str, _: Slot) -> JsonValue:
    """Return the variant that takes the place of the one line that is meant."""
    lines = [one for one in run.dealings.basket.lines if one.variant_id in _lines_of(frame)]
    product = await run.view.product(ProductId(lines[0].product_id)) if len(lines) == 1 else None
    variant = product.variant(VariantId(lines[0].variant_id)) if product else None
    if product is None or variant is None:
        return None
    now = dict(variant.options)
    fits = fitting(product, now | other_options(_wished(frame, text), product, now))
    changed = len(fits) == 1 and fits[0].variant_id != variant.variant_id
    return fits[0].variant_id if changed else None


def _wished(frame: Frame, text: str) -> str:
    """Return the words of the wish: of the message before, where this one only tells the line."""
    return frame.part if frame.asked == LINES and frame.part else text


def _lines_of(frame: Frame) -> Sequence[JsonValue]:
    lines = frame.slots.get("lines")
    return lines if isinstance(lines, list) else ()


async def basket_lines(run: DialogueRun, frame: Frame, text: str, __: Slot) -> JsonValue:
    """Return the lines of the basket that are meant; None: it is not clear which.

    Products that are named and are not in the basket are returned as they are: the gate refuses.
    """
    lines, named = run.dealings.basket.lines, frozenset(run.heard.products)
    if lines and named and not any(one.product_id in named for one in lines):
        return [*sorted(named)]
    if not lines or means_all(text):
        return [one.variant_id for one in lines] or None
    if len(lines) == 1:
        return None if await names_another(run, lines[0]) else [lines[0].variant_id]
    pressed = _pressed(run, text) if frame.asked == LINES else None
    meant = pressed or await _meant(run, frame, text)
    return [meant.variant_id] if meant else None


def _pressed(run: DialogueRun, text: str) -> BasketLine | None:
    """Return the line whose button was pressed, in any language."""
    last = run.conversation.last_reply
    buttons = zip(last.quick_replies if last else (), run.dealings.basket.lines, strict=False)
    return next((line for button, line in buttons if same_words(button, text)), None)


async def _meant(run: DialogueRun, frame: Frame, text: str) -> BasketLine | None:
    """Return the one line of several that words mean, by its place, its name or its version.

    The version that it is changed to says nothing about which line it is.
    """
    lines = run.dealings.basket.lines
    places = [one.value for one in find_positions(text) if one.value.kind is PositionKind.NTH]
    if len(places) == 1 and -len(lines) <= places[0].index < len(lines):
        return lines[places[0].index]
    takes_out = wanted_pieces(text, changes=True) == 0
    said = set(keys_of(text if takes_out else before_target(text)))
    worded = await worded_lines(run, lines)
    if run.heard.corrects and frame.asked != LINES and not takes_out:
        titles = {key for _, title, _ in worded for key in keys_of(title)}
        if said.isdisjoint(titles) and await _says_version(run, text, lines[-1]):
            return lines[-1]  # which was put in just now
    scores = [len(said.intersection(keys_of(f"{title} {version}"))) for _, title, version in worded]
    best = max(scores)
    if not best:
        last = means_last(text) or await _says_version(run, text, lines[-1])
        return lines[-1] if last else None
    meant = [one for (one, _, _), score in zip(worded, scores, strict=True) if score == best]
    return meant[0] if len(meant) == 1 else None


def before_target(text: str) -> str:
    """Return the words before the version that is wanted instead: "the last one to navy"."""
    found = _TO.search(fold(text))
    return text[: found.start()] if found else text


async def names_another(run: DialogueRun, line: BasketLine) -> bool:
    """Return whether words name a kind of thing that a line's title does not: "the socks"."""
    if line.product_id in run.heard.products:
        return False
    ((_, title, _),) = await worded_lines(run, [line])
    own = keys_of(title)
    kinds = (one for one in split(run.heard.text) if one.text in word_list("kinds"))
    return any(one.key not in own for one in kinds)


async def _says_version(run: DialogueRun, text: str, line: BasketLine) -> bool:
    """Return whether words say a colour or a size of a line's product: "non, en bleu"."""
    product = await run.view.product(ProductId(line.product_id))
    return product is not None and bool(said_options(text, product))


async def worded_lines(
    run: DialogueRun, lines: Iterable[BasketLine]
) -> list[tuple[BasketLine, str, str]]:
    """Return lines with their titles and their options, as the shop words them."""
    worded = []
    for one in lines:
        product = await run.view.product(ProductId(one.product_id))
        variant = product.variant(VariantId(one.variant_id)) if product else None
        version = ", ".join(value for _, value in variant.options) if variant else ""
        worded.append((one, product.title if product else "", version))
    return worded


async def _sold(run: DialogueRun, ids: Iterable[str]) -> tuple[SoldProduct, ...]:
    found = [await run.view.product(ProductId(one)) for one in [*ids][:MAX_LOOKED_AT]]
    return tuple(one for one in found if one is not None)


def _known(frame: Frame, slot: Slot) -> Mapping[str, JsonValue]:
    value = frame.slots.get(slot.name)
    return value if isinstance(value, dict) else {}


def _ids(known: Mapping[str, JsonValue]) -> tuple[str, ...]:
    among = known.get("among")
    if isinstance(among, list):
        return tuple(map(str, among))
    return (str(known["product_id"]),) if "product_id" in known else ()
