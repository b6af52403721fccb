"""Read the products whose variants an operation needs for its decision."""

import asyncio
from collections.abc import Iterable, Mapping

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.order import Order
from assistant.commerce.ports import Assortment
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.message import Language
from assistant.operations.declarations.goodwill import ReshipParameters
from assistant.operations.declarations.item_swaps import SwapParameters
from assistant.operations.declarations.stock_alert import Alert
from assistant.operations.types import Parameters

_AT_ONCE = 5  # questions to the shop system: fifty products take ten round trips


async def needed_products(
    assortment: Assortment, parsed: Parameters, order: Order | None, language: Language
) -> Mapping[ProductId, SoldProduct]:
    """Return the products that are sold now. May raise `ShopUnavailableError`."""
    wanted: set[ProductId] = set()
    if isinstance(parsed, SwapParameters) and order is not None:
        lines = (order.line(one.line_id) for one in parsed.swaps)
        wanted |= {line.product_id for line in lines if line is not None}
    if isinstance(parsed, ReshipParameters) and order is not None:
        wanted |= {one.product_id for one in order.lines if one.line_id in parsed.line_ids}
    if isinstance(parsed, Alert):
        wanted.add(parsed.wanted.product_id)
    return await sold_products(assortment, sorted(wanted), language)


async def sold_products(
    assortment: Assortment, wanted: Iterable[ProductId], language: Language
) -> Mapping[ProductId, SoldProduct]:
    """Return the products that are sold now, in the order wanted, a few read at a time.

    Raises:
        ShopUnavailableError: the shop does not answer for one of them.
    """
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(product_id: ProductId) -> SoldProduct | None:
        async with gate:
            return await assortment.product(product_id, language=language)

    found = await asyncio.gather(*map(one, dict.fromkeys(wanted)))
    return {product.product_id: product for product in found if product is not None}
