"""Connect one Shopify store: open its ports, and find its faults for `comptoir doctor`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx

from assistant.commerce.basket_links import BasketLinks
from assistant.commerce.basket_tokens import NAME
from assistant.commerce.ports import ShopSystem, ShopUnavailableError
from assistant.commerce.shop_books import Terms
from assistant.kit.web.json_exchange import JsonExchange
from assistant.kit.web.retries import Pace
from assistant.ports import Clock
from integrations.shops.shopify.changes.effects import ShopifyEffects
from integrations.shops.shopify.changes.exception_effects import ShopifyGoodwill
from integrations.shops.shopify.changes.order_edits import Edits
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.ledger import ShopifyLedger
from integrations.shops.shopify.order_reader import ShopifyOrderReader
from integrations.shops.shopify.products.shop_assortment import ShopifyAssortment
from integrations.shops.shopify.shop_customers import ShopifyCustomers
from integrations.shops.shopify.shop_orders import ShopifyOrderBook
from integrations.shops.shopify.storefront_carts import StorefrontCarts

NEEDED = {
    "read_orders": "finding orders",
    "read_customers": "finding customers",
    "read_products": "finding products",
    "read_inventory": "stock",
    "read_returns": "returns and exchanges, and why things are sent back",
    "write_orders": "cancelling, other addresses, refunds",
    "write_returns": "returns and exchanges",
    "write_order_edits": "other variants before packing",
    "write_customers": "default addresses",
}
"""Access scopes that the adapter asks for, and what is lost without one.

Source: shopify.dev/docs/api/usage/access-scopes
"""

WANTED = {
    "read_all_orders": "orders older than 60 days",
    "read_gift_cards": "gift card balances",
    "read_store_credit_accounts": "store credit",
    "read_translations": "product names in other languages",
    "write_draft_orders": "a second parcel from the console",
    "write_discounts": "vouchers from the console",
}
"""Scopes without which it works, with less."""


async def examine(installation: Installation) -> str:
    """Return a report on a store that answers and gives the scopes needed.

    Raises:
        ShopUnavailableError: it does not, and the message says what to mend.
    """
    scopes = await installation.scopes()
    missing = [f"{scope} ({use})" for scope, use in NEEDED.items() if scope not in scopes]
    if missing:
        msg = f"the app lacks scopes: {', '.join(missing)}"
        raise ShopUnavailableError(msg)
    without = [f"{use} ({scope})" for scope, use in WANTED.items() if scope not in scopes]
    return f"Shopify answers; without {', '.join(without)}" if without else "Shopify answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyStore:
    """Hold one store's ports, and the check of the store for `comptoir doctor`."""

    system: ShopSystem
    installation: Installation


@asynccontextmanager
async def open_store(
    *,
    base_url: str,
    token: str,
    api_version: str,
    clock: Clock,
    terms: Terms,
    final_sale_tag: str = "final-sale",
    storefront_token: str = "",
    pace: Pace | None = None,
) -> AsyncIterator[ShopifyStore]:
    """Open a store's ports; nothing is asked yet.

    Args:
        base_url: `https://{shop}.myshopify.com`.
        token: access token of a custom app with the scopes of `NEEDED`.
        api_version: the one the queries are written for.
        clock: for claims and gift cards' last days.
        terms: when refunds are there.
        final_sale_tag: of products that are neither returned nor exchanged.
        storefront_token: private access token of the Storefront API; "": baskets become links.
        pace: time-outs and repeats.
    """
    client = AdminClient(base_url=base_url, token=token, api_version=api_version, pace=pace)
    headers = {"Shopify-Storefront-Private-Token": storefront_token}
    http = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=client.pace.timeout_s)
    carts = StorefrontCarts(
        exchange=JsonExchange(http=http, pace=client.pace, system="Shopify's Storefront API"),
        path=f"/api/{api_version}/graphql.json",
    )
    link = f"{base_url}/cart/{{lines}}?attributes[{NAME}]={{basket}}"
    baskets = carts if storefront_token else BasketLinks(links={"fr": link, "en": link})
    try:
        store = _assemble(client, clock=clock, terms=terms, final_sale_tag=final_sale_tag)
        yield replace(store, system=replace(store.system, baskets=baskets))
    finally:
        await client.aclose()
        await http.aclose()


def _assemble(
    client: AdminClient, *, clock: Clock, terms: Terms, final_sale_tag: str
) -> ShopifyStore:
    installation = Installation(client)
    assortment = ShopifyAssortment(client=client, installation=installation)
    edits = Edits(client=client, terms=terms)
    ledger = ShopifyLedger(client, installation)
    goodwill = ShopifyGoodwill(client=client, ledger=ledger, installation=installation, clock=clock)
    orders = ShopifyOrderBook(
        client=client,
        ledger=ledger,
        effects=ShopifyEffects(client=client, edits=edits, goodwill=goodwill, terms=terms),
        reader=ShopifyOrderReader(final_sale_tag=final_sale_tag),
        clock=clock,
        on_effect=assortment.drop,
    )
    system = ShopSystem(
        customers=ShopifyCustomers(client=client, installation=installation, clock=clock),
        orders=orders,
        assortment=assortment,
        forget=assortment.drop,
    )
    return ShopifyStore(system=system, installation=installation)
