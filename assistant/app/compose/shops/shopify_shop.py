"""Open the Shopify store that the settings name, take its webhooks, and examine it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter

from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.ports import Catalogue
from assistant.commerce.shop_books import Terms
from assistant.conversation.message import Language
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import ShopifySettings
from assistant.kit.web.retries import Pace
from assistant.kit.web.signed_webhooks import ShopEventNote, Webhooks, routes
from assistant.operations.shop_rules import load_rules
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.products.store_catalogue import ShopifyCatalogue
from integrations.shops.shopify.store_connection import ShopifyStore, examine, open_store
from integrations.shops.shopify.webhook_poster import poster


class ShopifySettingsError(ValueError):
    """Say that a setting is missing; the message names it."""


@asynccontextmanager
async def open_shopify(
    settings: ShopifySettings, *, terms: Terms, base_url: str = ""
) -> AsyncIterator[ShopifyStore]:
    """Open the store until the block ends; nothing is asked yet.

    Args:
        settings: of the store.
        terms: when refunds are there.
        base_url: in place of the domain's, for a store that is simulated.

    Raises:
        ShopifySettingsError: the domain or the token is not set.
    """
    token = _token(settings)
    async with open_store(
        base_url=base_url or f"https://{settings.domain}",
        token=token,
        api_version=settings.api_version,
        clock=SystemClock(),
        terms=terms,
        final_sale_tag=settings.final_sale_tag,
        storefront_token=settings.storefront_token.get_secret_value()
        if settings.storefront_token
        else "",
    ) as store:
        yield store


@asynccontextmanager
async def open_shopify_catalogue(
    settings: ShopifySettings, languages: Sequence[Language], *, pace: Pace, base_url: str = ""
) -> AsyncIterator[Catalogue]:
    """Open the store's products and pages until the block ends; nothing is asked yet.

    Args:
        settings: of the store.
        languages: of the shop's customers, the main one first.
        pace: time-outs and repeats.
        base_url: in place of the domain's, for a store that is simulated.

    Raises:
        ShopifySettingsError: the domain or the token is not set.
    """
    client = AdminClient(
        base_url=base_url or f"https://{settings.domain}",
        token=_token(settings),
        api_version=settings.api_version,
        pace=pace,
    )
    try:
        yield ShopifyCatalogue(
            client=client, installation=Installation(client), languages=languages
        )
    finally:
        await client.aclose()


def _token(settings: ShopifySettings) -> str:
    if not settings.domain or settings.token is None:
        msg = "COMPTOIR_SHOPIFY__DOMAIN and COMPTOIR_SHOPIFY__TOKEN are needed"
        raise ShopifySettingsError(msg)
    return settings.token.get_secret_value()


def shopify_webhooks(settings: ShopifySettings, note: ShopEventNote) -> APIRouter | None:
    """Return the route that the store posts to; None: no secret is set, so nothing is believed."""
    if not settings.domain or not settings.webhook_secrets:
        return None
    webhooks = Webhooks(
        poster=poster(settings.domain),
        secrets=[one.get_secret_value() for one in settings.webhook_secrets],
        clock=SystemClock(),
        note=note,
    )
    return routes(webhooks)


async def examine_shopify(settings: Settings, *, base_url: str = "") -> str:
    """Return the line of `comptoir doctor` on the store.

    Raises:
        ShopifySettingsError: the domain or the token is not set.
        RulesFileError: the rules cannot be used.
        ShopUnavailableError: the store does not answer, or the app lacks a scope.
    """
    terms = load_rules(settings.shop.rule_source).terms
    async with open_shopify(settings.shopify, terms=terms, base_url=base_url) as store:
        return await examine(store.installation)
