"""Connect one WooCommerce shop: open its ports, and find its faults for `comptoir doctor`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

import httpx

from assistant.commerce.ports import ShopSystem, ShopUnavailableError
from assistant.commerce.shop_books import Terms
from assistant.kit.web.json_exchange import JsonExchange
from assistant.kit.web.retries import Pace
from assistant.ports import Clock
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.effects import WooEffects
from integrations.shops.woocommerce.ledger import WooLedger
from integrations.shops.woocommerce.line_swaps import WooSwaps
from integrations.shops.woocommerce.order_reader import WooOrderReader
from integrations.shops.woocommerce.shop_assortment import WooAssortment
from integrations.shops.woocommerce.shop_customers import WooCustomers
from integrations.shops.woocommerce.shop_orders import Numbering, WooOrderBook
from integrations.shops.woocommerce.store_carts import StoreCarts
from integrations.shops.woocommerce.woo_exceptions import WooGoodwill

_NEEDED = {
    "orders": "finding orders",
    "customers": "finding customers",
    "products": "finding products",
    "payment_gateways": "whether a gateway refunds",
}
"""What the adapter reads, and what for. Nothing is written to try whether the key may."""


async def examine(client: RestClient) -> str:
    """Return a report on a shop that answers and lets the key read all that is needed.

    Raises:
        ShopUnavailableError: it does not, and the message says what to mend.
    """
    for path, use in _NEEDED.items():
        try:
            await client.list(path, {"_fields": "id"}, most=1)
        except ShopUnavailableError as error:
            msg = f"{error} ({use})"
            raise ShopUnavailableError(msg) from None
    gateways = await client.list("payment_gateways", most=100)
    without = [
        str(one.get("id", ""))
        for one in gateways
        if one.get("enabled") and "refunds" not in (one.get("method_supports") or ())
    ]
    if without:
        return f"WooCommerce answers; orders paid by {', '.join(without)} are cancelled by a person"
    return "WooCommerce answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class WooStore:
    """Hold one shop's ports, and the check of the shop for `comptoir doctor`."""

    system: ShopSystem
    client: RestClient


@asynccontextmanager
async def open_store(
    *,
    url: str,
    key: str,
    secret: str,
    clock: Clock,
    terms: Terms,
    reader: WooOrderReader | None = None,
    tax_percent: Decimal = Decimal(0),
    final_sale_tag: str = "final-sale",
    pace: Pace | None = None,
) -> AsyncIterator[WooStore]:
    """Open a shop's ports; nothing is asked yet.

    Args:
        url: of the shop, such as https://shop.example.
        key: consumer key with Read/Write access, of a user who is a shop manager.
        secret: consumer secret.
        clock: for claims.
        terms: when refunds are there.
        reader: how the shop uses WooCommerce's statuses.
        tax_percent: added to products' prices, for shops that keep them without tax.
        final_sale_tag: slug of products that are neither returned nor exchanged; "": none are.
        pace: time-outs and repeats.
    """
    client = RestClient(url=url, key=key, secret=secret, pace=pace)
    assortment = WooAssortment(
        client=client, tax_percent=tax_percent, final_sale_tag=final_sale_tag
    )
    shop_url = url.rstrip("/")
    http = httpx.AsyncClient(
        base_url=f"{shop_url}/wp-json/wc/store/v1/", timeout=client.pace.timeout_s
    )
    exchange = JsonExchange(http=http, pace=client.pace, system="WooCommerce's Store API")
    try:
        store = _assemble(client, assortment, reader or WooOrderReader(), clock=clock, terms=terms)
        carts = StoreCarts(exchange=exchange, shop_url=shop_url)
        yield replace(store, system=replace(store.system, baskets=carts))
    finally:
        await client.aclose()
        await http.aclose()


def _assemble(
    client: RestClient,
    assortment: WooAssortment,
    reader: WooOrderReader,
    *,
    clock: Clock,
    terms: Terms,
) -> WooStore:
    customers = WooCustomers(client=client)
    swaps = WooSwaps(client=client, assortment=assortment)
    goodwill = WooGoodwill(client=client, assortment=assortment, clock=clock)
    orders = WooOrderBook(
        client=client,
        ledger=WooLedger(client=client, clock=clock),
        effects=WooEffects(client=client, swaps=swaps, goodwill=goodwill, terms=terms),
        reader=reader,
        customers=customers,
        assortment=assortment,
        numbering=Numbering(client=client),
        clock=clock,
    )
    system = ShopSystem(
        customers=customers,
        orders=orders,
        assortment=assortment,
        forget=assortment.drop,
        tells_parcels=False,  # core WooCommerce has none
    )
    return WooStore(system=system, client=client)
