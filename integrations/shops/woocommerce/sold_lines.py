"""List the lines that a WooCommerce shop sold, page by page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from assistant.commerce.sales import SoldLine
from integrations.shops.woocommerce.api_payloads import OrderPayload, read
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.order_reader import WooOrderReader, is_order
from integrations.shops.woocommerce.refund_bodies import refunds_of
from integrations.shops.woocommerce.sold_orders import sold_in

_AT_ONCE = 500
_SECOND = timedelta(seconds=1)


async def sold_since(
    client: RestClient, reader: WooOrderReader, since: datetime
) -> AsyncIterator[SoldLine]:
    """Yield the lines sold since then; see `OrderBook.sold_since`.

    `after` is exclusive and knows seconds alone: each list begins a second early, and orders that
    were read before are passed over.
    Source: woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
    """
    seen: set[int] = set()
    begin = since
    while True:
        asked = {
            "after": (begin.astimezone(UTC) - _SECOND).strftime("%Y-%m-%dT%H:%M:%S"),
            "dates_are_gmt": "true",
            "orderby": "date",
            "order": "asc",
        }
        rows = await client.list("orders", asked, most=_AT_ONCE)
        orders = [read(OrderPayload, row) for row in rows]
        new = [one for one in orders if one.id not in seen]
        for order in new:
            seen.add(order.id)
            if is_order(order) and order.date_created_gmt and order.date_created_gmt >= since:
                # What is final sale tells nothing of what was sold.
                refunds = await refunds_of(client, order)
                for line in sold_in(reader.read(order), order, refunds):
                    yield line
        placed = [one.date_created_gmt for one in new if one.date_created_gmt]
        if len(rows) < _AT_ONCE or not placed:
            return
        begin = placed[-1]
