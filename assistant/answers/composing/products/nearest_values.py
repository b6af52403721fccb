"""Find the sizes, colours and prices next to one that no product has. Pure."""

from collections.abc import Iterable, Sequence

import regex

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.products.variant_summary import SIZE_LETTERS, fitting
from assistant.conversation.message import Language
from assistant.conversation.product_search import FacetKind
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product, Variant

MAX_VALUES = 4  # values without an order, such as colours
MONTHS = 12
_NUMBER = regex.compile(r"(?P<count>\d+)(?:-\d+)?(?: ?(?P<unit>ans?|mois|years?|months?))?$")
_SIZE = regex.compile(r"(?:\d+(?:[.,]\d+)?|[2-6]?x{0,4}[sml])$", regex.IGNORECASE)


def nearest_values(products: Iterable[Product], wanted: str, constraints: Constraints) -> list[str]:
    """Return the values that can be bought next to `wanted`: the one below it, and the one above.

    They are of the option that has values of its kind: sizes for a size, else colours.
    `constraints` are those that still hold.
    """
    variants = [
        variant
        for product in products
        for variant in fitting(product.variants, constraints)
        if variant.available
    ]
    asked = _place(wanted)
    if asked is None:
        return list(dict.fromkeys(_of(variants, Dimension.COLOUR)))[:MAX_VALUES]
    scale, place = asked
    placed = {
        value: found[1]
        for value in dict.fromkeys(_of(variants, Dimension.SIZE))
        if (found := _place(value)) is not None and found[0] == scale
    }
    below = [value for value, at in placed.items() if at < place]
    above = [value for value, at in placed.items() if at > place]
    nearest = [max(below, key=placed.__getitem__)] if below else []
    return nearest + ([min(above, key=placed.__getitem__)] if above else [])


def nearest_price(
    products: Sequence[Product], constraints: Constraints, language: Language
) -> list[str]:
    """Return the price next to those wanted, in words; none where no price was wanted."""
    low, high = constraints.price_min_minor, constraints.price_max_minor
    prices = [v.price for one in products for v in one.variants if v.price and v.available]
    above = [price for price in prices if high is not None and price.amount_minor > high]
    below = [price for price in prices if low is not None and price.amount_minor < low]
    if above:
        return [write_amount(min(above, key=lambda price: price.amount_minor), language)]
    if below:
        return [write_amount(max(below, key=lambda price: price.amount_minor), language)]
    return []


def unknown_size(understanding: Understanding) -> str:
    """Return the size that a search names and no product of the shop has; "": there is none."""
    move = understanding.search
    known = any(
        shared_sayings().meaning(name).dimension is Dimension.SIZE
        for name, _ in understanding.constraints.options
    )
    sizes = [one.words for one in move.search.facets if one.kind is FacetKind.SIZE] if move else []
    if known or not sizes:
        return ""
    match = _SIZE.search(sizes[-1])
    return match[0].upper() if match else ""


def _of(variants: Iterable[Variant], dimension: Dimension) -> list[str]:
    meaning = shared_sayings().meaning
    return [
        value
        for variant in variants
        for name, value in variant.options
        if meaning(name).dimension is dimension
    ]


def _place(value: str) -> tuple[str, int] | None:
    """Return the scale of a size, and its place there; None: it is no size that follows another."""
    folded = fold(value)
    if folded in SIZE_LETTERS:
        return "letters", SIZE_LETTERS.index(folded)
    number = _NUMBER.match(folded)
    if number is None:
        return None
    if number["unit"]:
        return "ages", int(number["count"]) * (1 if number["unit"].startswith("mo") else MONTHS)
    return "numbers", int(number["count"])
