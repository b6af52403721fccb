"""Answer the tools that search the shop's products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mcp.types import CallToolResult

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.products.product_cards import price
from assistant.conversation.message import Language
from assistant.messages.channels.web_addresses import web_address
from assistant.tools.facts import ToolError
from integrations.channels.mcp.tool_parts import SEARCH
from integrations.channels.mcp.tool_results import told
from retrieval.catalogue.types import Product, Variant
from retrieval.index.index_versions import NoIndexError
from retrieval.ports import StoreUnavailableError

_SHORT = 300  # characters of a description in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """Hold a program's question for products."""

    text: str
    language: Language
    limit: int
    in_stock: bool
    max_price: float | None  # in major units


class ProductShelf(Protocol):
    """Search the current catalogue.

    Every method may raise `NoIndexError` and `StoreUnavailableError`.
    """

    async def search(self, asked: ProductQuery) -> Sequence[Product]:
        """Return the products that fit, best first."""
        ...

    async def product(self, product_id: str, *, language: Language) -> Product | None:
        """Return a product, in `language` if the catalogue has it in that language."""
        ...


async def look_up(
    shelf: ProductShelf, name: str, given: Mapping[str, Any], *, shop_url: str = ""
) -> CallToolResult:
    """Return the products that a call asks for; `shop_url` completes addresses of the shop's pages.

    Raises:
        ToolError: there is no such product, no catalogue yet, or no search of it right now.
    """
    try:
        return await _look_up(shelf, name, given, shop_url)
    except NoIndexError:
        message = "the shop has no catalogue yet: its people have to run comptoir index"
        raise ToolError(message) from None
    except StoreUnavailableError:
        message = "the catalogue cannot be searched right now: try again in a few minutes"
        raise ToolError(message) from None


async def _look_up(
    shelf: ProductShelf, name: str, given: Mapping[str, Any], shop_url: str
) -> CallToolResult:
    language: Language = given.get("language", "en")
    if name == SEARCH:
        asked = ProductQuery(
            text=given["query"],
            language=language,
            limit=given.get("limit", 5),
            in_stock=given.get("in_stock", False),
            max_price=given.get("max_price"),
        )
        found = await shelf.search(asked)
        return told({"products": [_short(one, language, shop_url) for one in found]})
    product = await shelf.product(given["product_id"], language=language)
    if product is None:
        message = f"there is no product with this id: {SEARCH} gives ids"
        raise ToolError(message)
    return told(_whole(product, language, shop_url))


def _short(product: Product, language: Language, shop_url: str) -> dict[str, Any]:
    """Return the fields of a product in a list."""
    return {
        "product_id": product.product_id,
        "title": product.title,
        "price": price(product.variants, language),
        "in_stock": any(variant.available for variant in product.variants),
        "category": list(product.category),
        "description": product.description[:_SHORT],
        "url": web_address(product.url, base_url=shop_url),
        "image_url": web_address(product.image_url, base_url=shop_url),
    }


def _whole(product: Product, language: Language, shop_url: str) -> dict[str, Any]:
    return _short(product, language, shop_url) | {
        "description": product.description,
        "brand": product.brand,
        "attributes": dict(product.attributes),
        "variants": [_variant(one, language) for one in product.variants],
    }


def _variant(variant: Variant, language: Language) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "options": dict(variant.options),
        "price": write_amount(variant.price, language) if variant.price else "",
        "price_before": write_amount(variant.compare_at, language) if variant.compare_at else "",
        "in_stock": variant.available,
    }
