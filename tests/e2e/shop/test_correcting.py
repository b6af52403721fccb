"""A lead corrects an answer of the assistant, and the next customer gets the right one."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import new_customer, open_widget
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # the demo's processes
]

ASKED = "Do you lend out telescopes for the eclipse?"
AGAIN = "do u lend telescopes for the eclipse"
RIGHT = "Yes, two of them, for a deposit of 120 EUR."


@pytest_asyncio.fixture(loop_scope="session")
async def sacha(browser: Browser, shop: Tree) -> AsyncIterator[Page]:
    async with new_customer(browser, shop.base_url) as context:
        page = await context.new_page()
        await sign_in(shop, ConsolePage(page), "sacha")
        yield page


class TestACorrection:
    async def test_answers_the_next_customer(
        self, browser: Browser, shop: Tree, page: Page, sacha: Page
    ) -> None:
        await page.goto("/en/")
        chat = await open_widget(page)
        await chat.ask(ASKED)
        await expect(chat.replies.last).to_be_visible()

        await sacha.goto("/console?view=all")
        await ConsolePage(sacha).rows.first.locator("a").click()
        await sacha.get_by_role("link", name=re.compile("^Correct this")).last.click()
        await expect(sacha.get_by_label("English").first).to_have_value(ASKED)
        await sacha.get_by_label("English").last.fill(RIGHT)
        await sacha.get_by_role("button", name="Save and go live").click()
        await expect(sacha.locator("p.said")).to_contain_text("Customers get this answer")

        async with new_customer(browser, shop.base_url) as other:
            next_page = await other.new_page()
            await next_page.goto("/en/")
            next_chat = await open_widget(next_page)
            await next_chat.ask(AGAIN)
            await next_chat.answered(RIGHT)

        await sacha.goto("/console/verified")
        await expect(sacha.get_by_role("link", name=ASKED)).to_be_visible()

    async def test_is_tried_before_it_is_live(self, sacha: Page) -> None:
        await sacha.goto("/console/verified/new?question=Do+you+rent+sailing+boats%3F&language=en")
        await sacha.get_by_label("English").last.fill("Yes, at the harbour.")
        await sacha.get_by_role("button", name="Save, not yet live").click()
        await expect(sacha.locator("main")).to_contain_text("This answer is not yet live.")

        await sacha.get_by_role("button", name="Try it").click()

        tried = sacha.get_by_role("region", name="With this version")
        await expect(tried).to_contain_text("Yes, at the harbour.")
        await expect(tried).to_contain_text("right")
        await sacha.get_by_role("button", name="Go live", exact=True).click()
        await expect(sacha.locator("p.said")).to_contain_text("Customers get this answer")
