"""A customer asks for a person when nobody is there, leaves, and is answered by mail."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.support.pages.console_page import ConsolePage
from tests.support.patience import until
from tests.support.processes.browser import new_customer, open_widget
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import demo_desk, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a shop of its own, at another hour
]

ADDRESS = "grace.nolan@example.com"
PARIS = ZoneInfo("Europe/Paris")


@pytest_asyncio.fixture(loop_scope="session")
async def closed(demo_data: Path, tmp_path: Path) -> AsyncIterator[Tree]:
    """The demo shop, whose people are there only the day after tomorrow."""
    day = (datetime.now(PARIS) + timedelta(days=2)).strftime("%A").lower()
    async with demo_desk(demo_data, tmp_path, days=[day], hours="10:00-12:00") as tree:
        yield tree


def mails(tree: Tree) -> list[str]:
    """Return what is in the demo's mailbox for the customer."""
    outbox = tree.data_dir / "outbox"
    files = outbox.glob("**/*") if outbox.is_dir() else []
    return [one.read_text() for one in files if one.is_file() and ADDRESS in one.read_text()]


class TestACustomerWhenNobodyIsThere:
    async def test_is_told_so_leaves_an_address_and_is_answered_by_mail(
        self, browser: Browser, closed: Tree
    ) -> None:
        async with new_customer(browser, closed.base_url) as customer:
            page = await customer.new_page()
            await page.goto("/fr/")
            chat = await open_widget(page)
            await chat.ask("Je voudrais parler à une personne")
            told = await chat.answered("L’équipe n’est pas là pour le moment")
            await expect(told).to_contain_text("à 10 h")
            await expect(told).to_contain_text("adresse e-mail")
            await chat.ask(f"mon adresse est {ADDRESS}")
            await chat.answered(ADDRESS)

        async with new_customer(browser, closed.base_url) as agents:
            desk = ConsolePage(await agents.new_page())
            await sign_in(closed, desk, "camille")
            await desk.page.goto("/console?view=open")
            await desk.rows.first.click()
            await desk.button("Accept").or_(desk.button("Take it")).first.click()
            await desk.reply("Bonjour Grace, c'est Camille. Que puis-je pour vous ?")

            async def is_mailed() -> bool:
                return any("Camille" in mail for mail in mails(closed))

            await until(is_mailed, within_s=90, every_s=0.2)
