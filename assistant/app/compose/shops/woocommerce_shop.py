"""Open the WooCommerce shop that the settings name, take its webhooks, and examine it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter

from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.ports import Catalogue
from assistant.commerce.shop_books import Terms
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import WooCommerceSettings
from assistant.kit.web.retries import Pace
from assistant.kit.web.signed_webhooks import ShopEventNote, Webhooks, routes
from assistant.operations.shop_rules import load_rules
from integrations.shops.woocommerce.client import WORDPRESS, RestClient
from integrations.shops.woocommerce.order_reader import WooOrderReader
from integrations.shops.woocommerce.shop_catalogue import WooCatalogue
from integrations.shops.woocommerce.store_connection import WooStore, examine, open_store
from integrations.shops.woocommerce.webhook_poster import poster


@asynccontextmanager
async def open_woocommerce(
    settings: WooCommerceSettings, *, terms: Terms
) -> AsyncIterator[WooStore]:
    """Open the shop until the block ends; nothing is asked yet.

    Args:
        settings: of the shop.
        terms: when refunds are there.

    Raises:
        SettingError: the address, the key or the secret is not set.
    """
    key, secret = _keys(settings)
    async with open_store(
        url=settings.url,
        key=key,
        secret=secret,
        clock=SystemClock(),
        terms=terms,
        reader=WooOrderReader(completed_means=settings.completed_means),
        tax_percent=settings.tax_percent,
        final_sale_tag=settings.final_sale_tag,
    ) as store:
        yield store


@asynccontextmanager
async def open_woocommerce_catalogue(
    settings: WooCommerceSettings, *, pace: Pace
) -> AsyncIterator[Catalogue]:
    """Open the shop's products and pages until the block ends; nothing is asked yet.

    Raises:
        SettingError: the address, the key or the secret is not set.
    """
    key, secret = _keys(settings)
    client = RestClient(url=settings.url, key=key, secret=secret, pace=pace)
    wordpress = RestClient(url=settings.url, key="", secret="", pace=pace, path=WORDPRESS)
    try:
        yield WooCatalogue(client=client, wordpress=wordpress, tax_percent=settings.tax_percent)
    finally:
        await client.aclose()
        await wordpress.aclose()


def _keys(settings: WooCommerceSettings) -> tuple[str, str]:
    if not settings.url or settings.key is None or settings.secret is None:
        names = ("URL", "KEY", "SECRET")
        msg = f"{', '.join(f'COMPTOIR_WOOCOMMERCE__{one}' for one in names)} are needed"
        raise SettingError(msg)
    return settings.key.get_secret_value(), settings.secret.get_secret_value()


def woocommerce_webhooks(settings: WooCommerceSettings, note: ShopEventNote) -> APIRouter | None:
    """Return the route that the shop posts to; None: no secret is set, so nothing is believed."""
    if not settings.webhook_secrets:
        return None
    webhooks = Webhooks(
        poster=poster(),
        secrets=[one.get_secret_value() for one in settings.webhook_secrets],
        clock=SystemClock(),
        note=note,
    )
    return routes(webhooks)


async def examine_woocommerce(settings: Settings) -> str:
    """Return the line of `comptoir doctor` on the shop.

    Raises:
        SettingError: the address, the key or the secret is not set.
        RulesFileError: the rules cannot be used.
        ShopUnavailableError: the shop does not answer, or the key may not read what is needed.
    """
    terms = load_rules(settings.shop.rule_source).terms
    async with open_woocommerce(settings.woocommerce, terms=terms) as store:
        return await examine(store.client)
