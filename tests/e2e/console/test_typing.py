"""Each side sees that the other writes."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import open_widget

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestWhoWrites:
    async def test_is_seen_by_the_other_side_until_the_words_are_there(
        self, shop: Page, enter: Enter
    ) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        anna = ConsolePage(await enter("anna"))
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await expect(anna.line("Anna Martin took it")).to_have_count(1)
        writing = anna.page.locator("#writing")
        dots = chat.log.locator(".typing")

        await chat.input.press_sequentially("Hello")
        await expect(writing).to_have_text("The customer is writing")
        await chat.input.press("Enter")
        await expect(anna.said("Hello")).to_have_count(1)
        await expect(writing).to_be_empty()

        await anna.page.get_by_label("Private note").check(force=True)
        await anna.text.press_sequentially("Who")
        await anna.page.get_by_label("Reply", exact=True).check(force=True)
        await expect(dots).to_have_count(0)
        await anna.text.press_sequentially(" is it")
        await expect(dots).to_contain_text("Anna is writing")
        await anna.button("Send").click()
        await chat.answered("Who is it")
        await expect(dots).to_have_count(0)

    async def test_is_not_shown_for_ever(self, shop: Page, enter: Enter) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        page = await enter("anna")
        anna = ConsolePage(page)
        await anna.open("Someone from our team")
        await expect(anna.button("Take it")).to_be_visible()
        await page.clock.install()
        await chat.input.press_sequentially("Hel")
        await expect(page.locator("#writing")).to_have_text("The customer is writing")

        await page.clock.run_for(6100)

        await expect(page.locator("#writing")).to_be_empty()
