"""A shop's address alone, or the keys of its system, lead from an empty folder to an answer."""

import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.shop_ids import ProductId, VariantId
from tests.e2e.setup.conftest import NewShop, ShopSite
from tests.e2e.setup.steps import LONG_MS, claim, go_live, has_no_barriers, name_the_shop
from tests.support.processes.browser import Widget, open_widget
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, WooSimulator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]

Answered = Callable[[], None]


@pytest.fixture
def answered(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Iterator[Answered]:
    """Print how long it took from the first page to the first answer."""
    began = time.monotonic()
    took: list[float] = []
    yield lambda: took.append(time.monotonic() - began)
    with capsys.disabled():
        said = f"{took[0]:.0f} s from an empty folder" if took else "no answer"
        sys.stdout.write(f"\n{request.node.name}: {said}\n")


@pytest_asyncio.fixture(loop_scope="session")
async def woocommerce() -> AsyncIterator[WooSimulator]:
    """A shop with a lamp in two colours, a chair, a page and a form."""
    simulator = WooSimulator()
    seed = Seed(simulator.store)
    lamp = seed.product(
        SoldProduct(
            product_id=ProductId("lamp"),
            title="Crescent lamp",
            variants=(variant("Blue", 35, 4), variant("White", 39, 0)),
        )
    )
    lamp["description"] = "<p>A lamp of mouth-blown glass, made in <b>Biot</b>.</p>"
    chair = SoldProduct(
        product_id=ProductId("chair"), title="Beech chair", variants=(variant("", 80, 2),)
    )
    seed.product(chair)["description"] = "<p>A chair of red beech.</p>"
    seed.page("Returns", "<p>You can return any item within 45 days of delivery.</p>")
    seed.page("Cart", "<p>Your cart is empty.</p>", place="woocommerce_cart_page_id")
    async with simulator.serve():
        yield simulator


def variant(colour: str, euros: int, stock: int) -> SoldVariant:
    return SoldVariant(
        variant_id=VariantId(f"{colour}{euros}"),
        options=(("Colour", colour),) if colour else (),
        price=Money(amount_minor=euros * 100, currency="EUR"),
        stock=stock,
    )


class TestAShopsAddress:
    async def test_is_enough_to_answer(
        self, page: Page, new_shop: NewShop, shop_site: ShopSite, answered: Answered
    ) -> None:
        shop_site.pages = {
            "returns": "You can return any item within 45 days of delivery.",
            "delivery": "Standard delivery takes three working days.",
            "private": "Our margin is sixty percent.",
        }
        await claim(page, new_shop)
        await name_the_shop(page, new_shop)

        form = page.get_by_role("form", name="Address of the shop")
        await form.get_by_role("textbox").fill(new_shop.site)
        await form.get_by_role("button", name="Read this address").click()
        report = page.locator("#reading")
        await expect(report).to_contain_text("and 2 pages", timeout=LONG_MS)
        await expect(report).to_contain_text("is not to be read, says robots.txt")

        await leave_for_the_tag(page)
        await go_live(page, shop_site)
        await ask_on_the_shops_page(page, new_shop)
        answered()


class TestTheKeysOfWooCommerce:
    async def test_are_enough_to_answer(
        self,
        page: Page,
        new_shop: NewShop,
        shop_site: ShopSite,
        woocommerce: WooSimulator,
        answered: Answered,
    ) -> None:
        await claim(page, new_shop)
        await name_the_shop(page, new_shop)

        await type_keys(page, woocommerce.url, secret="cs_of_another_shop")
        report = page.locator("#reading")
        await expect(report).to_contain_text("the key is not accepted", timeout=LONG_MS)
        await has_no_barriers(page)
        await type_keys(page, woocommerce.url, secret=SECRET)
        await expect(report).to_contain_text("Read: 2 products and 1 pages", timeout=LONG_MS)
        await has_no_barriers(page)

        await leave_for_the_tag(page)
        await go_live(page, shop_site)
        widget = await ask_on_the_shops_page(page, new_shop)
        answered()
        await widget.ask("How much is the Crescent lamp in blue?")
        await expect(widget.replies.last).to_contain_text("€35.00")


async def type_keys(page: Page, url: str, *, secret: str) -> None:
    form = page.locator("details", has_text="WooCommerce")
    if await form.get_attribute("open") is None:
        await form.locator("summary").click()
    await form.get_by_role("textbox", name="Address of the shop").fill(url)
    await form.get_by_role("textbox", name="Consumer key").fill(KEY)
    await form.get_by_role("textbox", name="Consumer secret").fill(secret)
    await form.get_by_role("button", name="Connect and read").click()


async def leave_for_the_tag(page: Page) -> None:
    await page.get_by_role("link", name="All steps").click()
    await page.get_by_role("link", name="The tag, and go live").click()


async def ask_on_the_shops_page(page: Page, new_shop: NewShop) -> Widget:
    await new_shop.tree.ready()
    await page.goto(new_shop.site)
    widget = await open_widget(page)
    await widget.ask("How many days do I have to return an item?")
    await widget.answered("within 45 days")
    return widget
