"""Which pieces of an order were refunded: its own lines go on telling all that was bought.

Source: woocommerce.github.io/woocommerce-rest-api-docs/#list-all-refunds, whose lines name the
order's in the row `_refunded_item_id`
"""

from collections import Counter
from collections.abc import Mapping

from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.api_payloads import OrderPayload, WooRefund, read

_MOST = 100  # refunds of one order


async def pieces_paid_back(client: RestClient, found: OrderPayload) -> Mapping[int, int]:
    """Return line -> pieces; asks only where something was refunded.

    Raises:
        ShopUnavailableError: WooCommerce does not answer.
    """
    pieces: Counter[int] = Counter()
    if not found.refunds:
        return pieces
    for row in await client.list(f"orders/{found.id}/refunds", most=_MOST):
        for one in read(WooRefund, row).line_items:
            line = one.meta("_refunded_item_id")
            if line.isascii() and line.isdigit():
                pieces[int(line)] += abs(one.quantity)
    return pieces
