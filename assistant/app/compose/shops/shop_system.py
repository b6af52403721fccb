"""Open the shop system that the settings name, and fill the demo's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from assistant.app.compose.shops.shop_baskets import link_baskets
from assistant.commerce.ports import ShopSystem
from assistant.commerce.shop_books import ShopRecords
from assistant.kit.settings.settings import Settings
from assistant.operations.shop_rules import load_rules

DEMO_SOURCE = "demo"


@asynccontextmanager
async def open_shop(settings: Settings) -> AsyncIterator[ShopSystem | None]:
    """Open the shop system until the block ends; None: the settings name none.

    Raises:
        RulesFileError: the rules cannot be used.
        LogUnavailableError: the built-in shop's database does not answer.
        ShopifySettingsError, SettingError: a setting of the shop system is missing.
    """
    match settings.shop.system:
        case "none":
            yield None
        case "builtin":
            from integrations.shops.demo.demo_basket import DEMO_BASKET  # noqa: PLC0415  # as well
            from integrations.stores.sql.shop.sql_shop import open_sql_shop  # noqa: PLC0415  # only who has it pays

            terms = load_rules(settings.shop.rule_source).terms
            async with open_sql_shop(settings.log_url, terms=terms) as shop:
                yield ShopSystem(
                    customers=shop,
                    orders=shop,
                    assortment=shop,
                    baskets=link_baskets(settings.basket, default=DEMO_BASKET),
                )
        case "shopify":
            from assistant.app.compose.shops.shopify_shop import open_shopify  # noqa: PLC0415

            terms = load_rules(settings.shop.rule_source).terms
            async with open_shopify(settings.shopify, terms=terms) as store:
                yield _with_link(store.system, settings)
        case "woocommerce":
            from assistant.app.compose.shops.woocommerce_shop import open_woocommerce  # noqa: PLC0415

            terms = load_rules(settings.shop.rule_source).terms
            async with open_woocommerce(settings.woocommerce, terms=terms) as woo:
                yield _with_link(woo.system, settings)
        case other:
            assert_never(other)


def _with_link(shop: ShopSystem, settings: Settings) -> ShopSystem:
    """Return the shop with the link of the settings in place of its own baskets, if one is set."""
    links = link_baskets(settings.basket, default=None)
    return replace(shop, baskets=links) if links else shop


async def fill_demo(
    settings: Settings, now: datetime, *, again: bool = False
) -> ShopRecords | None:
    """Fill the built-in shop with the demo's customers and orders, once a day or `again`.

    Their dates count back from `now`, so yesterday's filling is an aged one. Filling forgets
    what was done to the orders before. Returns what is in the shop now; None: it was left alone.

    Raises:
        LogUnavailableError, ShopUnavailableError: the database does not answer.
    """
    from integrations.stores.sql.shop.sql_shop import open_sql_shop  # noqa: PLC0415  # only who has it pays

    terms = load_rules(settings.shop.rule_source).terms
    async with open_sql_shop(settings.log_url, terms=terms) as shop:
        if not again and await shop.filled_on(DEMO_SOURCE) == now.date():
            return None
        from integrations.shops.demo.demo_records import read_records  # noqa: PLC0415  # reads a catalogue

        records = read_records(now)
        await shop.fill(records, source=DEMO_SOURCE, day=now.date())
    return records
