"""A reply that is shown as it is written, by a language model."""

import pytest
from playwright.async_api import Page, expect

from tests.support.processes.browser import find_barriers, open_widget
from tests.support.processes.webchat_process import WebchatProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestACustomer:
    async def test_reads_what_is_written_so_far_and_then_the_reply_in_its_place(
        self, page: Page, server: WebchatProcess
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        with server.steer("draft"):
            await widget.ask("Can I return it?")
            draft = widget.log.locator("article.assistant[aria-hidden=true] .bubble")
            await expect(draft).to_contain_text("You have 30 days")
            said = await draft.inner_text()
            assert await find_barriers(page) == []

        reply = await widget.answered("You have 30 days")
        assert (await reply.locator(".bubble").inner_text()).startswith(said.strip().rstrip("."))
        await expect(draft).to_have_count(0)
        await expect(widget.log.locator(".typing")).to_have_count(0)

    async def test_who_opens_the_page_later_sees_the_reply_alone(
        self, page: Page, server: WebchatProcess
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        with server.steer("draft"):
            await widget.ask("Can I return it?")
            await expect(widget.log).to_contain_text("You have 30 days")
            await page.reload()

        await widget.answered("You have 30 days")
