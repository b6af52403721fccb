"""Customers ask what nothing answers; a lead reads it, answers, and takes the answer back.

A whole shop is served: its API and workers, the round of insights as a command, and a browser.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from assistant.app.commands.staff_administration import open_staff
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.kit.settings.settings import Settings
from tests.e2e.setup.walk import has_no_barriers
from tests.support.patience import until
from tests.support.processes.browser import new_customer
from tests.support.processes.comptoir import (
    Customer,
    Tree,
    new_client,
    new_data_dir,
    run,
    running,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a whole tree of processes, a round of insights, and axe on three pages
]

EMAIL, PASSWORD = "lead@shop.example", "a long enough sentence of mine"
QUESTION = "Do you lend telescopes to schools?"
ANSWER = "Yes, two of them: ask at the shop."
PUBLISHED_S = 60.0  # the limit; alone it is about one second


@dataclass(kw_only=True)
class Shop:
    """A shop that is open, a lead's browser, and customers."""

    folder: Path
    client: httpx.AsyncClient
    page: Page

    async def ask(self, question: str = QUESTION) -> str:
        """Ask as a new customer; return the reply."""
        customer = await Customer.arrive(self.client, "en")
        await customer.say(question)
        [reply] = await customer.hear()
        return str(reply["text"])

    async def answers(self) -> bool:
        return ANSWER in await self.ask()

    async def stays_silent(self) -> bool:
        return ANSWER not in await self.ask()


@pytest_asyncio.fixture(loop_scope="session")
async def shop(browser: Browser, demo_data: Path, tmp_path: Path) -> AsyncIterator[Shop]:
    folder = new_data_dir(tmp_path / "data", like=demo_data, index=True)
    async with open_staff(Settings(data_dir=folder)) as staff:
        await staff.managing.add(EMAIL, name="Léa Dupré", role=Role.LEAD, by=COMMAND_LINE)
        await staff.managing.set_password(EMAIL, PASSWORD, by=COMMAND_LINE)
    tree = Tree(folder)
    async with (
        running(tree),
        new_client(tree.base_url) as client,
        new_customer(browser, tree.base_url) as context,
    ):
        page = await context.new_page()
        await page.goto("/console/sign-in")
        cookie = {"name": "console_language", "value": "en", "url": page.url}
        await context.add_cookies([cookie])  # type: ignore[list-item]  # as Playwright takes it
        await page.reload()
        await page.locator("input[name=email]").fill(EMAIL)
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/console")
        yield Shop(folder=folder, client=client, page=page)


class TestALead:
    async def test_turns_what_customers_ask_into_an_answer_and_takes_it_back(
        self, shop: Shop
    ) -> None:
        page = shop.page
        await page.goto("/console/improve")
        await expect(page.get_by_text("Nothing to decide yet")).to_be_visible()
        await has_no_barriers(page)
        for _ in range(3):
            assert await shop.stays_silent()
        built = await asyncio.to_thread(run, "insights", "build", "--data-dir", shop.folder)
        assert built.returncode == 0, built.stderr

        await page.reload()
        await has_no_barriers(page)
        await page.get_by_role("link", name=QUESTION).click()
        await expect(page.get_by_text("3 customers asked this")).to_be_visible()
        await expect(page.locator(".diff ins").first).to_have_text(f"? {QUESTION}")
        await has_no_barriers(page)
        await page.locator("#text-en").fill(ANSWER)
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator("p.said").first).to_contain_text("not published before")
        await page.get_by_role("button", name="Approve and publish").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("p.said").first).to_contain_text("Published")
        await until(shop.answers, within_s=PUBLISHED_S)

        await page.get_by_label("Reason (optional)").fill("We lend none any more.")
        await page.get_by_role("button", name="Take it back").click()
        await expect(page.locator("p.said").first).to_contain_text("Taken back")
        await until(shop.stays_silent, within_s=PUBLISHED_S)
        await has_no_barriers(page)
        again = await asyncio.to_thread(run, "insights", "build", "--data-dir", shop.folder)
        assert again.returncode == 0, again.stderr
        await page.goto("/console/improve?state=proposed")
        await expect(page.get_by_text("Nothing waits for you")).to_be_visible()
