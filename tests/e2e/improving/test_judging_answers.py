"""A lead judges three answers of the day before on a phone, with the keyboard alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from assistant.conversation.people import Role
from tests.e2e.setup.walk import has_no_barriers
from tests.integration.test_answer_page import answer_yesterday
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.processes.browser import new_customer
from tests.support.simulators.http_server import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    async with fresh_installation(tmp_path) as (app, parts):
        await answer_yesterday(parts)
        token = await open_session(app, Role.LEAD)
        async with (
            served(app) as base_url,
            new_customer(browser, base_url, viewport={"width": 390, "height": 844}) as context,
        ):
            await context.add_cookies(
                [
                    {"name": "comptoir", "value": token, "url": base_url},
                    {"name": "console_language", "value": "en", "url": base_url},
                ]
            )
            yield await context.new_page()


async def press(page: Page, role: str, name: str) -> None:
    """Reach a thing with the tabulator, and press Enter on it."""
    wanted = page.get_by_role(role, name=name)  # type: ignore[arg-type]  # a role
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("one => one === document.activeElement"):
            await page.keyboard.press("Enter")
            return
    pytest.fail(f"{name} cannot be reached with the keyboard")


async def test_a_lead_agrees_corrects_and_passes_on(page: Page) -> None:
    await page.goto("/console")
    await press(page, "link", "3 answers wait for you")
    await expect(page.get_by_text("1 of 3")).to_be_visible()
    await has_no_barriers(page)

    await press(page, "button", "That is right")
    await expect(page.get_by_text("Kept as a saved question.")).to_be_visible()
    await expect(page.get_by_text("2 of 3")).to_be_visible()
    await page.get_by_text("I know a better answer").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("The better answer").fill("Quatorze jours.")
    await has_no_barriers(page)
    await press(page, "button", "Propose it")
    await expect(page.get_by_text("Proposed. It waits")).to_be_visible()

    await page.get_by_text("That is not so").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("What is wrong?").fill("We sell no tea.")
    await press(page, "button", "Pass it on")
    await expect(page.get_by_text("Done for today")).to_be_visible()
    await has_no_barriers(page)

    await page.goto("/console")
    await expect(page.get_by_text("wait for you")).to_have_count(0)
    await page.goto("/console/improve")
    await expect(page.get_by_role("row")).to_have_count(3)  # the head, and two proposals
