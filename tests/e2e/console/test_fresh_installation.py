"""Whoever set nothing up yet finds every page on a phone, and none of them is wider than it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.conversation.people import Role
from tests.support.pages.console_routes import opened_pages
from tests.support.pages.installed_console import fresh_installation, open_session
from tests.support.patience import until
from tests.support.processes.browser import find_barriers, new_customer
from tests.support.simulators.http_server import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True, kw_only=True)
class Phone:
    """An admin's phone, and the application that it asks."""

    app: FastAPI
    page: Page

    async def has_insights(self) -> bool:
        """Return whether pages of insights are there: until then they load themselves anew."""
        answer = await self.page.goto("/insights")
        return answer is not None and "refresh" not in answer.headers


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, tmp_path: Path) -> AsyncIterator[Phone]:
    async with (
        fresh_installation(tmp_path) as (app, _),
        served(app) as url,
        new_customer(browser, url, viewport=PHONE, is_mobile=True, has_touch=True) as context,
    ):
        token = await open_session(app, Role.ADMIN)
        await context.add_cookies([{"name": "comptoir", "value": token, "url": url}])
        await context.add_cookies([{"name": "console_language", "value": "fr", "url": url}])
        yield Phone(app=app, page=await context.new_page())


class TestAnAdminWithAPhone:
    async def test_reaches_settings_and_the_set_up_by_the_menu(self, phone: Phone) -> None:
        page = phone.page
        for name, path in (("Mise en route", "/console/set-up"), ("Réglages", "/console/settings")):
            await page.goto("/console/statistics")
            await page.locator("#further > summary").tap()
            assert await find_barriers(page, within="body") == []
            await page.locator("#further").get_by_role("link", name=name, exact=True).tap()
            await expect(page).to_have_url(re.compile(f"{path}$"))

    @pytest.mark.slow  # every page
    async def test_pushes_no_page_aside(self, phone: Phone) -> None:
        await until(phone.has_insights, within_s=20, every_s=0.2)
        wide = []
        for path in opened_pages(phone.app):
            await phone.page.goto(path)
            over = await phone.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 0:
                wide.append(f"{path}: {over} px")

        assert wide == []

    @pytest.mark.slow  # axe on every field, four times
    @pytest.mark.parametrize("path", ["/console/order-rules", "/console/autonomy"])
    @pytest.mark.parametrize("width", [390, 1280])
    async def test_finds_no_barrier_in_the_forms_of_rules(
        self, phone: Phone, path: str, width: int
    ) -> None:
        page = phone.page
        await page.set_viewport_size({"width": width, "height": 844})
        await page.goto(path)
        await page.evaluate(
            "for (const one of document.querySelectorAll('details')) one.open = true"
        )
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await find_barriers(page, within="body") == []
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide)

    @pytest.mark.slow  # a browser, for the keyboard alone
    async def test_limits_a_row_of_the_autonomy_table_by_keyboard_and_takes_it_back(
        self, phone: Phone
    ) -> None:
        page = phone.page
        await page.goto("/console/autonomy")
        row = page.locator("tr", has=page.locator("[name='operations.cancel_order.level']"))
        limits = row.locator("details")
        await row.locator("[name='operations.cancel_order.level']").focus()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(limits).to_have_attribute("open", "")
        await page.keyboard.press("Tab")
        await page.keyboard.type("beaucoup")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")  # those who did not prove who they are
        await page.keyboard.press("Tab")
        await page.keyboard.type("vip")
        await page.locator("form[action$=rows] [name=note]").fill("Soldes")
        await page.keyboard.press("Enter")

        await expect(limits.locator(".flaw")).to_be_visible()
        amount = page.locator("[name='operations.cancel_order.max_minor']")
        await expect(amount).to_have_value("beaucoup")
        await amount.fill("300 EUR")
        await page.keyboard.press("Enter")

        await expect(row).to_contain_text(re.compile("jusqu'à 300,00.€"))
        await expect(row).to_contain_text(
            "plus strict pour qui n’a pas prouvé son identité, les clients VIP"
        )
        await page.get_by_role("button", name="Revenir à la table d'origine").press("Enter")
        await expect(page).to_have_url(re.compile("/console/improve/"))  # a second person signs
        await expect(page.locator("p.said")).to_contain_text("une deuxième personne")
