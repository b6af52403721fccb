"""Write a basket into a link to the demo shop's basket page."""

from collections.abc import Mapping

from assistant.commerce.basket_links import BasketLinks
from assistant.conversation.message import Language

TOKEN = "basket"  # noqa: S105  # the name of a field
"""The field of the address that has the token of the chat's basket."""

BASKET_PATHS: Mapping[Language, str] = {"fr": "/fr/panier", "en": "/en/basket"}

DEMO_BASKET = BasketLinks(
    links={
        language: f"{path}?{{lines}}&{TOKEN}={{basket}}" for language, path in BASKET_PATHS.items()
    },
    line="{variant}={pieces}",
    between="&",
)
"""The page shows what its address says: an SKU, and how many pieces of it."""
