"""A person takes over, answers, gives back, and the assistant goes on."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import open_widget

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestAnAgentTakesOver:
    async def test_answers_and_gives_back_and_the_assistant_goes_on(
        self, shop: Page, enter: Enter
    ) -> None:
        anna = ConsolePage(await enter("anna"))
        chat = await open_widget(shop)

        await chat.ask("I want to talk to a person, please")
        await expect(anna.row("Someone from our team")).to_have_count(1)
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await expect(anna.line("Anna Martin took it")).to_have_count(1)
        await anna.reply("Hello, this is Anna. What can I do?")

        await chat.answered("Hello, this is Anna")
        await expect(anna.said("Hello, this is Anna").locator(".delivery")).to_have_text("Read")
        await chat.ask("Do you deliver to Belgium?")
        await expect(anna.said("Do you deliver to Belgium?")).to_have_count(1)
        await expect(anna.page.locator("#head .wait")).to_have_count(1)

        await anna.page.get_by_text("Give back", exact=True).click()
        await anna.button("The assistant answers it").click()

        await chat.answered("Delivery takes 2 to 3 working days")
        await expect(anna.said("Delivery takes 2 to 3")).to_be_in_viewport()
        await expect(anna.rows).to_have_count(0)

    async def test_nothing_can_be_written_while_the_assistant_has_it(
        self, shop: Page, enter: Enter
    ) -> None:
        chat = await open_widget(shop)
        await chat.ask("Do you deliver to Belgium?")
        await chat.answered("Delivery takes 2 to 3 working days")
        anna = ConsolePage(await enter("anna", "/console?view=assistant"))
        await anna.open("Delivery takes")

        await expect(anna.page.get_by_label("Reply", exact=True)).to_be_disabled()
        await anna.button("Take over").click()
        await expect(anna.page.get_by_label("Reply", exact=True)).to_be_checked()
        await anna.reply("Let me look at that myself.")

        await chat.answered("Let me look at that myself")

    async def test_two_agents_race_for_one_case(self, shop: Page, enter: Enter) -> None:
        anna, ben = ConsolePage(await enter("anna")), ConsolePage(await enter("ben"))
        chat = await open_widget(shop)
        await chat.ask("A person please")
        for one in (anna, ben):
            await one.open("Someone from our team")
            await expect(one.button("Take it")).to_be_visible()

        # Ben's page does not hear of it before he presses.
        await ben.page.evaluate("() => document.querySelector('#head').removeAttribute('id')")
        await anna.button("Take it").click()
        await expect(anna.line("Anna Martin took it")).to_have_count(1)
        await ben.button("Take it").click()

        await expect(ben.notice).to_have_text("Anna Martin has this conversation.")
        await expect(ben.page.get_by_label("Reply", exact=True)).to_be_disabled()
        await expect(ben.page.locator("#lock")).to_contain_text("Anna Martin has this conversation")
