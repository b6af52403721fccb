"""An admin changes settings, hours and rules in both languages; no page has a barrier."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from assistant.console.settings.setting_texts import labelled, say
from assistant.conversation.message import Language
from assistant.conversation.people import Role
from tests.e2e.setup.keyboard import Keyboard
from tests.e2e.setup.walk import has_no_barriers
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.processes.browser import new_customer
from tests.support.simulators.http_server import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # axe on four pages, light and dark, in both languages and widths
]


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, tmp_path: Path) -> AsyncIterator[BrowserContext]:
    async with (
        fresh_installation(tmp_path) as (app, _),
        served(app) as url,
        new_customer(browser, url) as context,
    ):
        token = await open_session(app, Role.ADMIN)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        yield context


async def open_in(context: BrowserContext, page: Page, path: str, language: Language) -> None:
    await page.goto(path)
    cookie = {"name": "console_language", "value": language, "url": page.url}
    await context.add_cookies([cookie])  # type: ignore[list-item]  # as Playwright takes it
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", ["fr", "en"])
class TestAnAdmin:
    async def test_finds_every_page_in_their_language_without_a_barrier(
        self, admin: BrowserContext, language: Language
    ) -> None:
        page = await admin.new_page()
        pages = {
            "/console/settings": say("page.title", language),
            "/console/settings/people": labelled("group.people", language).label,
            "/console/teams": say("teams.title", language),
            "/console/teams/support": "Support",
            "/console/staff/admin": "Admin",
            "/console/hours": say("hours.title", language),
            "/console/order-rules": say("order_rules.title", language),
        }
        for path, title in pages.items():
            await open_in(admin, page, path, language)
            await expect(page.get_by_role("heading", level=1)).to_have_text(title)
            for part in await page.locator("main details").all():
                await part.evaluate("part => { part.open = true; }")
            await has_no_barriers(page)

    async def test_is_told_what_is_wrong_at_its_field(
        self, admin: BrowserContext, language: Language
    ) -> None:
        page = await admin.new_page()
        wrong = {
            "/console/settings/people": ("escalation.no_answer_times", "0"),
            "/console/hours": ("support.monday", "9"),
            "/console/order-rules": ("returns.window_days", "x"),
        }
        for path, (name, typed) in wrong.items():
            await open_in(admin, page, path, language)
            field = page.locator(f'[name="{name}"]')
            for part in await page.locator("main details").all():
                await part.evaluate("part => { part.open = true; }")
            await field.fill(typed)
            await page.get_by_role("button", name=say("page.save", language)).click()
            await expect(field).to_have_attribute("aria-invalid", "true")
            await expect(page.locator("p.wrong")).to_be_visible()

    async def test_adds_a_team_and_puts_it_away_by_keyboard_alone(
        self, admin: BrowserContext, language: Language
    ) -> None:
        page = await admin.new_page()
        await open_in(admin, page, "/console/teams", language)
        keyboard = Keyboard(page)
        add = page.get_by_role("button", name=say("teams.add", language))
        await keyboard.write(page.locator("#name"), "Support")
        await keyboard.press(add)
        await expect(page.locator("p.wrong")).to_have_text(say("teams.fault_name_taken", language))
        await has_no_barriers(page)
        await keyboard.write(page.locator("#name"), "Tailles")
        await keyboard.press(add)
        await expect(page.locator(".said [role=status]")).to_contain_text(
            say("teams.added", language)
        )
        await has_no_barriers(page)
        await keyboard.press(page.get_by_role("button", name=say("teams.do_put_away", language)))
        await expect(page.locator(".said [role=status]")).to_contain_text(
            say("teams.put_away", language)
        )
        await has_no_barriers(page)
        await keyboard.press(page.locator(".said button"))
        await expect(page.locator(".said [role=status]")).to_have_text(
            say("teams.undone", language)
        )
        await expect(page.get_by_text(say("teams.is_away", language))).to_have_count(0)
