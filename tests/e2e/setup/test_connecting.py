"""A shop's address alone, or the keys of its system, lead from an empty folder to an answer."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.shop_ids import ProductId, VariantId
from tests.e2e.setup.conftest import NewShop, ShopSite, TellMeasures
from tests.e2e.setup.steps import (
    LONG_MS,
    ask_on_the_shops_page,
    claim,
    go_live,
    leave_for_the_tag,
    name_the_shop,
)
from tests.e2e.setup.walk import Walk
from tests.support.simulators.shopify.seed import Seed as ShopifySeed
from tests.support.simulators.shopify.server import TOKEN, ShopifySimulator
from tests.support.simulators.tls_tunnel import tunnelled
from tests.support.simulators.woocommerce.seed import Seed as WooSeed
from tests.support.simulators.woocommerce.server import KEY, SECRET, WooSimulator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]


def variant(colour: str, euros: int, stock: int) -> SoldVariant:
    return SoldVariant(
        variant_id=VariantId(f"{colour}{euros}"),
        options=(("Colour", colour),) if colour else (),
        price=Money(amount_minor=euros * 100, currency="EUR"),
        stock=stock,
    )


LAMP = SoldProduct(
    product_id=ProductId("lamp"),
    title="Crescent lamp",
    variants=(variant("Blue", 35, 4), variant("White", 39, 0)),
)
CHAIR = SoldProduct(
    product_id=ProductId("chair"), title="Beech chair", variants=(variant("", 80, 2),)
)
OF_LAMP = "<p>A lamp of mouth-blown glass, made in <b>Biot</b>.</p>"
OF_CHAIR = "<p>A chair of red beech.</p>"
RETURNS = "<p>You can return any item within 45 days of delivery.</p>"
STORE = "maison-lune.myshopify.com"


@pytest_asyncio.fixture(loop_scope="session")
async def woocommerce() -> AsyncIterator[WooSimulator]:
    """A shop with a lamp in two colours, a chair, a page and a form."""
    simulator = WooSimulator()
    seed = WooSeed(simulator.store)
    seed.product(LAMP)["description"] = OF_LAMP
    seed.product(CHAIR)["description"] = OF_CHAIR
    seed.page("Returns", RETURNS)
    seed.page("Cart", "<p>Your cart is empty.</p>", place="woocommerce_cart_page_id")
    async with simulator.serve():
        yield simulator


@pytest_asyncio.fixture(loop_scope="session")
async def shopify() -> AsyncIterator[ShopifySimulator]:
    """A store with the same lamp, chair and page."""
    simulator = ShopifySimulator()
    seed = ShopifySeed(simulator.store)
    seed.product(LAMP)["descriptionHtml"] = OF_LAMP
    seed.product(CHAIR)["descriptionHtml"] = OF_CHAIR
    seed.page("Returns", RETURNS)
    async with simulator.serve():
        yield simulator
    assert simulator.invalid == []


class TestAShopsAddress:
    async def test_is_enough_to_answer(
        self, walk: Walk, new_shop: NewShop, shop_site: ShopSite, tell_measures: TellMeasures
    ) -> None:
        page = walk.page
        shop_site.pages = {
            "returns": "You can return any item within 45 days of delivery.",
            "delivery": "Standard delivery takes three working days.",
            "private": "Our margin is sixty percent.",
        }
        await claim(walk, new_shop)
        await name_the_shop(walk, new_shop)

        form = page.get_by_role("form", name="Address of the shop")
        await form.get_by_role("textbox").fill(new_shop.site)
        await form.get_by_role("button", name="Read this address").click()
        report = page.locator("#reading")
        await expect(report).to_contain_text("and 2 pages", timeout=LONG_MS)
        await expect(report).to_contain_text("is not to be read, says robots.txt")

        await leave_for_the_tag(page)
        await go_live(walk, shop_site)
        await ask_on_the_shops_page(walk, new_shop)
        tell_measures(walk)


class TestTheKeysOfShopify:
    @pytest_asyncio.fixture(loop_scope="session")
    async def way_out(
        self, shopify: ShopifySimulator, tmp_path: Path
    ) -> AsyncIterator[Mapping[str, str]]:
        """The web as the server finds it: its store is the simulator."""
        async with tunnelled(STORE, to=shopify.url, folder=tmp_path) as environment:
            yield environment

    async def test_are_enough_to_answer(
        self,
        walk: Walk,
        new_shop: NewShop,
        shop_site: ShopSite,
        tell_measures: TellMeasures,
    ) -> None:
        page = walk.page
        await claim(walk, new_shop)
        await name_the_shop(walk, new_shop)

        keys = {"Domain of the shop": f"https://{STORE}/admin", "Access token": "shpat_not_this"}
        await type_keys(page, "Shopify", keys)
        report = page.locator("#reading")
        await expect(report).to_contain_text("the access token is not accepted", timeout=LONG_MS)
        await walk.has_no_barriers()
        await type_keys(page, "Shopify", {**keys, "Access token": TOKEN})
        await expect(report).to_contain_text("Read: 2 products and 1 pages", timeout=LONG_MS)
        await walk.has_no_barriers()

        await leave_for_the_tag(page)
        await go_live(walk, shop_site)
        widget = await ask_on_the_shops_page(walk, new_shop)
        tell_measures(walk)
        await widget.ask("How much is the Crescent lamp in blue?")
        await expect(widget.replies.last).to_contain_text("€35.00")


class TestTheKeysOfWooCommerce:
    async def test_are_enough_to_answer(
        self,
        walk: Walk,
        new_shop: NewShop,
        shop_site: ShopSite,
        woocommerce: WooSimulator,
        tell_measures: TellMeasures,
    ) -> None:
        page = walk.page
        await claim(walk, new_shop)
        await name_the_shop(walk, new_shop)

        keys = {"Address of the shop": woocommerce.url, "Consumer key": KEY}
        await type_keys(page, "WooCommerce", {**keys, "Consumer secret": "cs_of_another_shop"})
        report = page.locator("#reading")
        await expect(report).to_contain_text("the key is not accepted", timeout=LONG_MS)
        await walk.has_no_barriers()
        await type_keys(page, "WooCommerce", {**keys, "Consumer secret": SECRET})
        await expect(report).to_contain_text("Read: 2 products and 1 pages", timeout=LONG_MS)
        await walk.has_no_barriers()

        await leave_for_the_tag(page)
        await go_live(walk, shop_site)
        widget = await ask_on_the_shops_page(walk, new_shop)
        tell_measures(walk)
        await widget.ask("How much is the Crescent lamp in blue?")
        await expect(widget.replies.last).to_contain_text("€35.00")


async def type_keys(page: Page, system: str, keys: Mapping[str, str]) -> None:
    """Type the address and the keys of a shop system, and have it read."""
    form = page.locator("details", has=page.locator("summary", has_text=system))
    if await form.get_attribute("open") is None:
        await form.locator("summary").click()
    for label, text in keys.items():
        await form.get_by_role("textbox", name=label).fill(text)
    await form.get_by_role("button", name="Connect and read").click()
