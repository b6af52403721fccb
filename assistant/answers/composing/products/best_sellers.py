"""Tell whether best sellers are asked for, and which products the catalogue calls so. Pure."""

from functools import lru_cache

import regex

from assistant.answers.composing.products.product_cards import facts_of
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product

_MARK = (
    r"best[ -]?sellers?|best[ -]selling|top ventes?|meilleures? ventes?|les plus vendue?s|"
    r"most popular|customer favou?rites?|plus populaires?"
)
_ASKED = regex.compile(rf"\b(?:{_MARK}|se vend(?:ent)? le mieux|sells? (?:the )?best|most sold)\b")
_MARKED = regex.compile(rf"\b(?:{_MARK})\b")


@lru_cache(maxsize=1024)
def asks_for_best_sellers(message: str) -> bool:
    """Tell whether a message asks for the products that others buy most."""
    return _ASKED.search(fold(message)) is not None


def is_best_seller(product: Product) -> bool:
    """Tell whether the catalogue calls a product a best seller."""
    return _MARKED.search(fold(facts_of(product))) is not None
