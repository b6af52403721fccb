"""An agent sets up a second factor and signs in with it: on a phone, by keyboard, by passkey."""

from datetime import timedelta

import pyotp
import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.console.shell.texts import say
from assistant.conversation.message import Language
from tests.e2e.staff.conftest import Desk
from tests.support.pages.staff_office import PASSWORD
from tests.support.processes.browser import find_barriers, new_customer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HALF_AN_HOUR = timedelta(minutes=30)
PHONE: ViewportSize = {"width": 390, "height": 844}
SECURITY = "/console/account/security"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def enter(page: Page, language: Language) -> None:
    def words(name: str) -> str:
        return say(f"sign_in.{name}", language)

    await page.get_by_label(words("email")).fill("lea@shop.example")
    await page.get_by_label(words("password"), exact=True).fill(PASSWORD)
    await page.get_by_role("button", name=words("enter"), exact=True).click()


def now(desk: Desk, key: str) -> str:
    return pyotp.TOTP(key).at(desk.office.clock.now())


class TestAnAgent:
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_adds_an_app_and_signs_in_with_its_code_on_a_phone(
        self, browser: Browser, desk: Desk, language: Language
    ) -> None:
        def words(name: str) -> str:
            return say(f"sign_in.{name}", language)

        await desk.office.hire()
        url = desk.url.replace("127.0.0.1", "localhost")
        context = await browser.new_context(base_url=url, viewport=PHONE, locale=language)
        async with context:
            page = await context.new_page()
            await page.goto(SECURITY)
            await enter(page, language)
            key = await page.locator("code.key").inner_text()
            await page.get_by_label(words("second_code")).fill(now(desk, key))
            await page.get_by_label(words("old_password")).first.fill(PASSWORD)
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("status")).to_have_text(words("app_added"))
            await expect(page.locator(".codes li")).to_have_count(8)
            assert await find_barriers(page, within="body") == []
            assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

            await context.clear_cookies()
            desk.office.clock.at += HALF_AN_HOUR
            await page.goto(SECURITY)
            await enter(page, language)
            await expect(page.get_by_role("heading", level=1)).to_have_text(words("second_title"))
            assert await find_barriers(page, within="body") == []
            await page.get_by_label(words("second_code")).fill("000000")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("alert")).to_have_text(words("wrong_second"))
            await page.get_by_label(words("second_code")).fill(now(desk, key))
            await page.keyboard.press("Enter")
            await expect(page).to_have_url(url + SECURITY)

    async def test_adds_a_passkey_and_signs_in_with_nothing_else(
        self, browser: Browser, desk: Desk
    ) -> None:
        await desk.office.hire()
        url = desk.url.replace("127.0.0.1", "localhost")  # passkeys want a name, not an address
        async with new_customer(browser, url) as context:
            page = await context.new_page()
            devtools = await context.new_cdp_session(page)
            await devtools.send("WebAuthn.enable")
            await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            await page.goto(SECURITY)
            await enter(page, "en")
            await page.get_by_label("Name of the passkey").fill("Work laptop")
            await page.get_by_label("Current password").last.fill(PASSWORD)
            await page.get_by_role("button", name="Add a passkey").click()
            await expect(page.get_by_role("status")).to_contain_text("The passkey is added.")
            await expect(page.locator("main")).to_contain_text("Work laptop, added on")

            await context.clear_cookies()
            await page.goto(SECURITY)
            await page.get_by_role("button", name="Use a passkey").focus()
            await page.keyboard.press("Enter")
            await expect(page).to_have_url(url + SECURITY)

            await page.get_by_label("Current password").nth(1).fill(PASSWORD)
            await page.get_by_role("button", name="Remove Work laptop").click()
            await expect(page.get_by_role("status")).to_have_text("It is removed.")
            await context.clear_cookies()
            await page.goto(SECURITY)
            await page.get_by_role("button", name="Use a passkey").click()
            await expect(page.get_by_role("alert").first).to_contain_text("was not recognised")
