"""An agent prepares an operation on an order, and it is done after the customer's yes."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.commerce.order import OrderStatus
from assistant.memory_shop import TERMS
from integrations.sql.shop import open_sql_shop
from tests.infra.browser import find_barriers, new_customer, open_widget
from tests.infra.comptoir import Tree
from tests.infra.console_page import ConsolePage
from tests.infra.demo_people import DAYS, demo_desk, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ORDER = "BM10484263"  # Grace's, not sent yet; the number follows from the demo's files
ADDRESS = "grace.nolan@example.com"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest_asyncio.fixture(loop_scope="session")
async def staffed(demo_data: Path, tmp_path: Path) -> AsyncIterator[Tree]:
    """The demo shop, whose people are there at any time."""
    async with demo_desk(demo_data, tmp_path, days=DAYS, hours="00:00-24:00") as tree:
        yield tree


async def status_of_order(tree: Tree) -> OrderStatus:
    url = f"sqlite:///{tree.data_dir / 'comptoir.db'}"
    async with open_sql_shop(url, terms=TERMS) as orders:
        order = await orders.with_number(ORDER)
    assert order is not None
    return order.status


async def check_layout(page: Page) -> None:
    """Check, wide and narrow, that nothing is cut off and nobody meets a barrier."""
    for viewport in (PHONE, DESKTOP):
        await page.set_viewport_size(viewport)
        width = await page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= viewport["width"]
        assert await find_barriers(page, within="body") == []


class TestAnAgentAndACustomer:
    async def test_cancel_an_order_that_neither_could_alone(
        self, browser: Browser, staffed: Tree
    ) -> None:
        async with (
            new_customer(browser, staffed.base_url) as customer,
            new_customer(browser, staffed.base_url, viewport=DESKTOP) as agents,
        ):
            shop = await customer.new_page()
            await shop.goto("/en/")
            chat = await open_widget(shop)
            await chat.ask(f"where is my order {ORDER}?")
            await chat.answered("e-mail")
            await chat.ask(ADDRESS)
            await chat.answered(f"Order {ORDER}")
            await chat.ask("I want to talk to a person, please")

            desk = ConsolePage(await agents.new_page())
            page = desk.page
            await sign_in(staffed, desk, "sacha")
            await page.goto("/console?view=open")
            await desk.rows.first.locator("a").click()
            await desk.button("Accept").or_(desk.button("Take it")).first.click()
            await expect(desk.line("Sacha Lebrun took it")).to_have_count(1)
            if not await page.locator(".orders").is_visible():
                await page.locator(".toggle-side").click()
            await page.locator(".orders summary").filter(has_text=ORDER).click()
            await page.get_by_role("link", name="Operations").click()
            await expect(page).to_have_url(
                re.compile(rf"/console/c/[^/]+/operations\?order={ORDER}$")
            )
            await check_layout(page)

            cancelling = page.get_by_role("region", name="Cancel the order")
            await cancelling.get_by_label("Reason").select_option(index=1)
            await cancelling.get_by_role("button", name="Prepare").click()
            await expect(page.locator("#read-back")).to_be_visible()
            await check_layout(page)
            assert await status_of_order(staffed) is OrderStatus.PENDING
            await desk.button("Ask the customer").click()

            await chat.answered("Shall I")
            await expect(desk.log).to_be_visible()
            await chat.ask("yes")
            await chat.answered(f"Order {ORDER} is cancelled")
            await expect(desk.said(f"Order {ORDER} is cancelled")).to_have_count(1)
            assert await status_of_order(staffed) is OrderStatus.CANCELLED
