"""Puts the adapter together for one store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from assistant.commerce.books import Terms
from assistant.commerce.ports import ShopSystem
from assistant.ports import Clock
from assistant.kit.web.retries import Pace
from integrations.shops.shopify.shop_assortment import ShopifyAssortment
from integrations.shops.shopify.shopify_client import AdminClient
from integrations.shops.shopify.shop_customers import ShopifyCustomers
from integrations.shops.shopify.order_edits import Edits
from integrations.shops.shopify.effects import ShopifyEffects
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.ledger import ShopifyLedger
from integrations.shops.shopify.shop_orders import ShopifyOrderBook
from integrations.shops.shopify.order_reader import ShopifyOrderReader


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyStore:
    """One store's ports, and what `comptoir doctor` needs of it."""

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
    pace: Pace | None = None,
) -> AsyncIterator[ShopifyStore]:
    """Open a store's ports; nothing is asked yet.

    Args:
        base_url: `https://{shop}.myshopify.com`.
        token: access token of a custom app with the scopes of `checkup.NEEDED`.
        api_version: the one the queries are written for.
        clock: for claims and gift cards' last days.
        terms: when refunds are there.
        final_sale_tag: of products that are neither returned nor exchanged.
        pace: time-outs and repeats.
    """
    client = AdminClient(base_url=base_url, token=token, api_version=api_version, pace=pace)
    try:
        yield _assemble(client, clock=clock, terms=terms, final_sale_tag=final_sale_tag)
    finally:
        await client.aclose()


def _assemble(
    client: AdminClient, *, clock: Clock, terms: Terms, final_sale_tag: str
) -> ShopifyStore:
    installation = Installation(client)
    assortment = ShopifyAssortment(client=client, installation=installation)
    edits = Edits(client=client, terms=terms)
    orders = ShopifyOrderBook(
        client=client,
        ledger=ShopifyLedger(client, installation),
        effects=ShopifyEffects(client=client, edits=edits, terms=terms),
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
