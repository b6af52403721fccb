"""Which product comes first where the price decides: "la moins chère", "your cheapest". Pure."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import regex

from assistant.answers.composing.variant_summary import fitting
from assistant.understanding.understanding_types import Constraints, Understanding
from retrieval.catalogue.case_folding import fold
from retrieval.types import Evidence


class PriceOrder(StrEnum):
    """In which order prices are asked for."""

    CHEAPEST = "cheapest"
    DEAREST = "dearest"


# Read on folded text, so without accents. "Moins cher que 50" says a limit, not an order.
_CHEAPEST = regex.compile(
    r"\b(?:moins (?:cher|couteu\w*)(?!\w* que)|pas (?:tres |trop )?cher|peu couteu|petits? prix|"
    r"petit budget|plus abordable|abordable|bon marche|(?<!plus )cheap(?!er than)|"
    r"lowest price|least expensive|affordable|inexpensive|(?:not|n't) (?:too )?expensive)"
)
_DEAREST = regex.compile(r"\b(?:(?<!pas )plus (?:cher|couteu)(?!\w* que)|most expensive|dearest)")


@lru_cache(maxsize=1024)
def order_of(question: str) -> PriceOrder | None:
    """Return the order that is asked for; None: the best match comes first."""
    folded = fold(question)
    if _CHEAPEST.search(folded):
        return PriceOrder.CHEAPEST
    return PriceOrder.DEAREST if _DEAREST.search(folded) else None


def by_price(understanding: Understanding, found: Sequence[Evidence]) -> list[Evidence]:
    """Return products in the order of price that is asked for, as they are if none is.

    What counts is a product's lowest price among the variants that satisfy the message; products
    without a price come last.
    """
    order = order_of(understanding.text)
    if order is None:
        return list(found)
    priced = [(_lowest(one, understanding.constraints), one) for one in found]
    known = [(price, one) for price, one in priced if price is not None]
    known.sort(key=lambda pair: pair[0], reverse=order is PriceOrder.DEAREST)
    return [one for _, one in known] + [one for price, one in priced if price is None]


def _lowest(found: Evidence, constraints: Constraints) -> int | None:
    product = found.passage.product
    if product is None:
        return None
    shown = fitting(product.variants, constraints) or product.variants
    return min((v.price.amount_minor for v in shown if v.price), default=None)
