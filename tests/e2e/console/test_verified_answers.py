"""A lead writes a verified answer by keyboard; its pages have no barriers, in either language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from assistant.conversation.message import Language
from assistant.conversation.people import Role
from tests.e2e.setup.walk import has_no_barriers
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.processes.browser import new_customer
from tests.support.simulators.http_server import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # axe on two pages, light and dark, in both languages and widths
]

PAGE = "/console/verified"


@pytest_asyncio.fixture(loop_scope="session")
async def lead(browser: Browser, tmp_path: Path) -> AsyncIterator[BrowserContext]:
    async with (
        fresh_installation(tmp_path) as (app, _),
        served(app) as url,
        new_customer(browser, url) as context,
    ):
        token = await open_session(app, Role.LEAD)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        yield context


async def speak(context: BrowserContext, page: Page, language: Language) -> None:
    cookie = {"name": "console_language", "value": language, "url": page.url}
    await context.add_cookies([cookie])  # type: ignore[list-item]  # as Playwright takes it
    await page.reload()


async def has_no_barriers_in_both(context: BrowserContext, page: Page) -> None:
    for language in ("fr", "en"):
        await speak(context, page, language)
        await has_no_barriers(page)


class TestALead:
    async def test_writes_one_by_keyboard_alone(self, lead: BrowserContext) -> None:
        page = await lead.new_page()
        await page.goto(f"{PAGE}/new?question=Do+you+lend+telescopes%3F&language=en")
        await speak(lead, page, "en")
        await page.get_by_label("English").first.focus()
        press = page.keyboard.press
        await press("Tab")  # who answers
        await press("Tab")  # in French
        await press("Tab")
        await page.keyboard.type("Yes, two of them.")
        for _ in range(4):  # title, address, and the day in parts
            await press("Tab")
        while not await page.evaluate("document.activeElement.matches('button[value=live]')"):
            await press("Tab")
        await press("Enter")

        await expect(page.locator("p.said")).to_contain_text("Customers get this answer")
        await expect(page.get_by_label("English").last).to_have_value("Yes, two of them.")

    async def test_finds_no_barriers_on_its_pages(self, lead: BrowserContext) -> None:
        page = await lead.new_page()
        await page.goto(f"{PAGE}/new?question=Livrez-vous+en+Corse+%3F&language=fr")
        await has_no_barriers_in_both(lead, page)
        await page.get_by_role("button", name="Save and go live").click()
        await expect(page.get_by_role("alert").first).to_contain_text("Nothing is saved")
        await has_no_barriers(page)
        await page.get_by_label("French").last.fill("Oui, sous 5 jours.")
        await page.get_by_label("Review by").fill("2020-01-01")
        await page.get_by_role("button", name="Save and go live").click()
        await page.get_by_label("French").last.fill("Oui, sous 6 jours.")
        await page.get_by_role("button", name="Save, not yet live").click()
        await expect(page.locator("p.said").first).to_contain_text("stays live")
        await has_no_barriers_in_both(lead, page)
        await page.goto(PAGE)
        await has_no_barriers_in_both(lead, page)
        await expect(page.get_by_role("cell").filter(has_text="To be reviewed")).to_be_visible()

    async def test_takes_a_file_in_and_reads_what_was_not_read(
        self, lead: BrowserContext, tmp_path: Path
    ) -> None:
        file = tmp_path / "answers.csv"
        file.write_text("questions_en,answer_en\nDo you lend telescopes?,Yes.\nAnd tents?,\n")
        page = await lead.new_page()
        await page.goto(PAGE)
        await speak(lead, page, "en")
        await page.get_by_text("Import a CSV file").first.click()
        await page.get_by_label("File").set_input_files(file)
        await has_no_barriers(page)
        await page.get_by_role("button", name="Import a CSV file").click()

        told = page.locator(".said")
        await expect(told).to_contain_text("New answers: 1.")
        await expect(told.get_by_role("listitem")).to_contain_text("Row 3, answer_en")
        await has_no_barriers(page)
        await told.get_by_role("link", name="See what is not yet live").click()
        await expect(page.get_by_role("link", name="Do you lend telescopes?")).to_be_visible()
