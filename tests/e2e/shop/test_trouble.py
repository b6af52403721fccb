"""The shop's server goes away, the page is loaded again, another tab is opened: nothing is lost."""

import os
import signal

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.support.processes.browser import open_widget
from tests.support.processes.comptoir import Tree

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # servers that are killed and started again
]

QUESTION = "Combien de temps pour renvoyer un article ?"


class TestAReload:
    async def test_keeps_the_conversation_and_goes_on_with_it(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("robe rouge")
        await expect(widget.replies).to_have_count(1)
        before = await widget.texts()
        await page.reload()
        await expect(widget.replies).to_have_count(1)
        kept = await widget.texts()
        await widget.ask("et en taille M ?")

        await expect(widget.replies).to_have_count(2)
        assert kept == before
        await expect(widget.replies.last).to_contain_text("Rouge, M")


class TestTheServer:
    async def test_that_is_killed_while_it_answers_answers_once_it_is_back(
        self, page: Page, shop: Tree
    ) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        (worker,) = shop.workers()
        os.kill(worker, signal.SIGSTOP)  # so that it is killed before it answers
        await widget.ask(QUESTION)
        await widget.acknowledged(1)
        await shop.kill()
        await expect(widget.notice).to_be_visible()
        await shop.start()

        await widget.answered("30 jours")
        await expect(widget.notice).to_be_hidden()
        assert len(await widget.texts()) == 2


class TestTwoTabs:
    async def test_hold_one_conversation(self, customer: BrowserContext) -> None:
        one, other = await customer.new_page(), await customer.new_page()
        await one.goto("/fr/")
        await other.goto("/fr/")
        left, right = await open_widget(one), await open_widget(other)
        await left.ask("robe rouge")
        await expect(right.replies).to_have_count(1)
        await right.ask("et en taille M ?")
        await expect(left.replies).to_have_count(2)

        await expect(left.replies.last).to_contain_text("Rouge, M")
        assert await left.texts() == await right.texts()
