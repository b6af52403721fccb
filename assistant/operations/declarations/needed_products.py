"""Read the products whose variants an operation needs for its decision."""

from collections.abc import Mapping

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.order import Order
from assistant.commerce.ports import Assortment
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.message import Language
from assistant.operations.declarations.goodwill import ReshipParameters
from assistant.operations.declarations.item_swaps import SwapParameters
from assistant.operations.declarations.stock_alert import Alert
from assistant.operations.types import Parameters


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
    found = [await assortment.product(one, language=language) for one in sorted(wanted)]
    return {product.product_id: product for product in found if product is not None}
