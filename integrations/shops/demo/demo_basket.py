"""Write a basket into a link to the demo shop's basket page."""

from collections.abc import Mapping

from assistant.commerce.basket_links import BasketLinks
from assistant.conversation.message import Language

BASKET_PATHS: Mapping[Language, str] = {"fr": "/fr/panier", "en": "/en/basket"}

DEMO_BASKET = BasketLinks(
    links={language: f"{path}?{{lines}}" for language, path in BASKET_PATHS.items()},
    line="{variant}={pieces}",
    between="&",
)
"""The page shows what its address says: an SKU, and how many pieces of it."""
