"""Open the products and pages of the shop system that the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import assert_never

from assistant.app.compose.shop_profile import spoken_languages
from assistant.commerce.ports import Catalogue
from assistant.kit.settings.settings import Settings
from assistant.kit.web.retries import Pace

PATIENCE_S = 60.0
"""Of one page of a list with its repeats: a rate limit may ask for half a minute."""


@asynccontextmanager
async def open_catalogue(settings: Settings) -> AsyncIterator[Catalogue | None]:
    """Open the catalogue until the block ends; None: no shop system has one.

    Raises:
        ShopifySettingsError, SettingError: a key is missing.
    """
    pace = Pace(timeout_s=30.0, patience_s=PATIENCE_S)
    match settings.shop.system:
        case "shopify":
            from assistant.app.compose.shops.shopify_shop import open_shopify_catalogue  # noqa: PLC0415

            languages = spoken_languages(settings.shop)
            async with open_shopify_catalogue(settings.shopify, languages, pace=pace) as store:
                yield store
        case "woocommerce":
            from assistant.app.compose.shops.woocommerce_shop import (  # noqa: PLC0415
                open_woocommerce_catalogue,
            )

            async with open_woocommerce_catalogue(settings.woocommerce, pace=pace) as woo:
                yield woo
        case "none" | "builtin":
            yield None
        case other:
            assert_never(other)
