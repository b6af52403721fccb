"""What the shop system sold, kept beside the files that were imported."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

from assistant.commerce.ports import OrderBook
from assistant.commerce.sales import SoldLine
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.orders import Sale, SaleFiles

SHOP_FILE = "_shop"
"""What they are kept under; no import can be called so."""

FIRST_LOOK_BACK = timedelta(days=400)
"""How far back the shop is asked the first time: a year and its weeks before, for seasons."""

NEXT_LOOK_BACK = timedelta(days=35)
"""How far back it is asked anew: until then orders may still be cancelled or changed."""


async def take_in_sales(
    orders: OrderBook, files: SaleFiles, *, secret: bytes, now: datetime
) -> int:
    """Read what was sold since the last time, and some time before; return how many lines.

    Raises:
        ShopUnavailableError: the shop system does not answer; what was kept stays.
    """
    kept = await asyncio.to_thread(lambda: list(files.sales(SHOP_FILE)))
    newest = max((sale.at for sale in kept), default=now - FIRST_LOOK_BACK + NEXT_LOOK_BACK)
    since = newest - NEXT_LOOK_BACK
    new = [_sale(line, secret) async for line in orders.sold_since(since)]
    return await asyncio.to_thread(partial(files.renew, SHOP_FILE, new, since=since))


def _sale(line: SoldLine, secret: bytes) -> Sale:
    said = line.customer_id.strip()
    return Sale(
        at=line.at,
        product=line.product_id or line.title,
        title=line.title,
        units=line.quantity,
        amount_minor=line.paid.amount_minor,
        region=line.region,
        customer=customer_key(secret, "customer", said) if said else "",
    )
