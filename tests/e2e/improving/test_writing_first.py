"""A lead turns messages of outreach on and reads their ledger, by the keyboard alone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from assistant.conversation.people import Role
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from tests.e2e.setup.keyboard import Keyboard
from tests.e2e.setup.walk import has_no_barriers
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.processes.browser import new_customer
from tests.support.simulators.http_server import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a browser, from stop to stop
]


@pytest_asyncio.fixture(loop_scope="session")
async def lead(browser: Browser, tmp_path: Path) -> AsyncIterator[tuple[Page, SqlIntentBook]]:
    async with (
        fresh_installation(tmp_path) as (app, parts),
        served(app) as url,
        new_customer(browser, url) as context,
    ):
        token = await open_session(app, Role.LEAD)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        yield await context.new_page(), SqlIntentBook(parts.database)


class TestALead:
    async def test_turns_a_message_on_and_off_and_reads_its_ledger_by_keyboard_alone(
        self, lead: tuple[Page, SqlIntentBook]
    ) -> None:
        page, book = lead
        keyboard = Keyboard(page)
        await page.goto("/console/outreach")
        late = page.locator("#parcel_late")
        await keyboard.press(
            late.get_by_role("link", name="Who would have been written to last week?")
        )
        await expect(late.locator("[role=status]")).to_contain_text("Without a shop system")
        await has_no_barriers(page)

        await keyboard.write(late.locator("[name=holdout]"), "20")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("said=on#parcel_late$"))
        await expect(late.locator(".chip")).to_have_text("on")
        assert [(one.trigger, one.holdout) for one in await book.switches()] == [
            ("parcel_late", 0.2)
        ]
        await has_no_barriers(page)

        await keyboard.press(page.get_by_role("link", name="What it was worth"))
        await expect(page.get_by_role("heading", level=1)).to_have_text("What it was worth")
        await has_no_barriers(page)

        await keyboard.press(page.locator("main").get_by_role("link").first)
        await keyboard.press(late.locator("button[value=no]"))
        await expect(page).to_have_url(re.compile("said=off#parcel_late$"))
        await expect(late.locator(".chip")).to_have_text("off")
