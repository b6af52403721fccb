"""Keep baskets in a shop that has none of its own for us: a link tells it all lines. Pure.

Shopify's cart permalinks and WooCommerce's checkout links are of this kind, the built-in shop's
basket page is, and so is any other shop that takes products from a link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from assistant.commerce.ports import KeptBasket
from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLinks:
    """Write a basket into a link; its lines stand in the conversation's log alone."""

    links: Mapping[Language, str]  # with {lines}, and perhaps {basket}: the token
    line: str = "{variant}:{pieces}"  # {product} is known, too
    between: str = ","

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        lines = self.between.join(map(self._line, basket.lines))
        link = self.links[language].replace("{lines}", lines) if basket.lines else ""
        link = link.replace("{basket}", basket.token)
        return KeptBasket(basket=basket, checkout_url=link)

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        return await self.keep(basket, language=language)

    def _line(self, one: BasketLine) -> str:
        return (
            self.line.replace("{variant}", _plain(one.variant_id))
            .replace("{product}", _plain(one.product_id))
            .replace("{pieces}", str(one.pieces))
        )


def _plain(shop_id: str) -> str:
    """Return an id as links have it: a global id of Shopify's ends in the number that is meant."""
    plain = shop_id.rpartition("/")[2] if shop_id.startswith("gid://") else shop_id
    return quote(plain, safe="-._~")
