"""An agent comes in, goes out, and is told in their language what went wrong."""

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from assistant.conversation.people import Role
from assistant.desk.staff.agent_sign_in import TRIES
from tests.e2e.staff.conftest import Desk
from tests.support.pages.staff_office import PASSWORD
from tests.support.processes.browser import find_barriers, new_customer
from tests.support.simulators.oidc_provider import LEA

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE: ViewportSize = {"width": 390, "height": 844}


async def enter(page: Page, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail address").fill("lea@shop.example")
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


class TestAnAgent:
    async def test_is_asked_who_they_are_and_goes_on_to_where_they_were_going(
        self, page: Page, desk: Desk, account: str
    ) -> None:
        await desk.office.hire()
        await page.goto(account)
        await expect(page).to_have_url(f"{desk.url}/console/sign-in?next=/console/account")
        await enter(page)

        await expect(page).to_have_url(desk.url + account)
        await expect(page.locator("main")).to_contain_text("Signed in as Lea")
        cookies = await page.context.cookies()
        assert [(one["name"], one["httpOnly"], one["sameSite"]) for one in cookies] == [
            ("comptoir", True, "Lax"),
            ("comptoir-device", True, "Lax"),
        ]
        assert await page.evaluate("() => document.cookie") == ""

    async def test_comes_in_by_keyboard_alone(self, page: Page, desk: Desk, account: str) -> None:
        await desk.office.hire()
        await page.goto(account)
        await expect(page.get_by_label("E-mail address")).to_be_focused()
        await page.keyboard.type("lea@shop.example")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")

        await expect(page).to_have_url(desk.url + account)

    async def test_is_told_what_was_wrong_and_only_types_the_password_again(
        self, page: Page, desk: Desk, account: str
    ) -> None:
        await desk.office.hire()
        await page.goto(account)
        await enter(page, "eight ducks cross a bridge")

        await expect(page.get_by_role("alert")).to_have_text(
            "This e-mail address and password do not go together. Check both and try again."
        )
        await expect(page.get_by_label("E-mail address")).to_have_value("lea@shop.example")
        await expect(page.get_by_label("Password", exact=True)).to_be_focused()
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(desk.url + account)

    async def test_is_told_how_long_to_wait(self, page: Page, desk: Desk) -> None:
        await desk.office.hire()
        await page.goto("/console/sign-in")
        for _ in range(TRIES + 1):
            await enter(page, "eight ducks cross a bridge")

        await expect(page.get_by_role("alert")).to_have_text(
            "Too many attempts. Wait 3 minutes and try again."
        )

    async def test_chooses_a_password_with_a_code(
        self, page: Page, desk: Desk, account: str
    ) -> None:
        who = await desk.office.hire()
        code = await desk.office.managing.give_code(who.email, by="ada")
        await page.goto("/console/sign-in")
        await page.get_by_role("link", name="I have a one-time code").click()
        await page.get_by_label("E-mail address").fill(who.email)
        await page.get_by_label("One-time code").fill(code.lower().replace("-", " "))
        await page.get_by_label("New password").fill("motdepasse2026")
        await page.get_by_role("button", name="Save and sign in").click()
        await expect(page.get_by_role("alert")).to_contain_text("guessed too easily")

        await page.get_by_label("One-time code").fill(code)
        await page.get_by_label("New password").fill("a walk in warm rain")
        await page.get_by_role("button", name="Save and sign in").click()
        await page.wait_for_url(f"{desk.url}/console")
        await page.goto(account)
        await expect(page.locator("main")).to_contain_text("Signed in as Lea")

    async def test_changes_the_password_then_signs_out_everywhere(
        self, page: Page, browser: Browser, desk: Desk, account: str
    ) -> None:
        await desk.office.hire()
        await page.goto(account)
        await enter(page)
        await page.get_by_label("Current password").fill(PASSWORD)
        await page.get_by_label("New password").fill("a walk in warm rain")
        await page.get_by_role("button", name="Change your password").click()
        await expect(page.get_by_role("status")).to_contain_text("Your password is changed.")
        async with new_customer(browser, desk.url) as elsewhere:
            other = await elsewhere.new_page()
            await other.goto(account)
            await enter(other, "a walk in warm rain")
            await expect(other).to_have_url(desk.url + account)
            await page.get_by_role("button", name="Sign out everywhere").click()
            await expect(page.get_by_role("status")).to_have_text("You are signed out everywhere.")
            await other.goto(account)
            await expect(other.get_by_role("button", name="Sign in")).to_be_visible()

    async def test_signs_out_for_good(self, page: Page, desk: Desk, account: str) -> None:
        await desk.office.hire()
        await page.goto(account)
        await enter(page)
        await page.get_by_role("button", name="Sign out", exact=True).click()
        await expect(page.get_by_role("status")).to_have_text("You are signed out.")
        await page.go_back()

        await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        await expect(page.locator("main")).not_to_contain_text("Signed in as")


class TestTheProvider:
    async def test_brings_an_agent_back_to_where_they_were_going(
        self, page: Page, desk: Desk, account: str
    ) -> None:
        await desk.office.hire()
        await page.goto(account)
        await page.get_by_role("link", name="Sign in with Keycloak").click()

        await expect(page).to_have_url(desk.url + account)
        await expect(page.locator("main")).to_contain_text("Signed in as Lea")

    async def test_knows_somebody_who_has_no_access_here(self, page: Page, desk: Desk) -> None:
        desk.provider.person = dict(LEA) | {"email": "stranger@shop.example"}
        await page.goto("/console/sign-in")
        await page.get_by_role("link", name="Sign in with Keycloak").click()

        await expect(page.get_by_role("alert")).to_contain_text("you have no access here")


class TestAnAdmin:
    @pytest.mark.slow
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_adds_somebody_who_comes_in_and_is_seen_in_the_audit(
        self, browser: Browser, desk: Desk, scheme: str
    ) -> None:
        await desk.office.hire("lea", Role.ADMIN)
        context = await browser.new_context(
            base_url=desk.url,
            locale="en-GB",
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = await context.new_page()
        await page.goto("/console/staff")
        await enter(page)
        await page.get_by_label("Name", exact=True).fill("Sam Lee")
        await page.get_by_label("E-mail address").fill("sam@shop.example")
        await page.get_by_role("combobox", name="Role", exact=True).select_option("Team lead")
        await page.get_by_role("button", name="Add").click()
        code = await page.locator("#code").inner_text()
        barriers = await find_barriers(page, within="body")

        async with new_customer(browser, desk.url) as elsewhere:
            other = await elsewhere.new_page()
            await other.goto("/console/sign-in/code")
            await other.get_by_label("E-mail address").fill("sam@shop.example")
            await other.get_by_label("One-time code").fill(code)
            await other.get_by_label("New password").fill("a walk in warm rain")
            await other.get_by_role("button", name="Save and sign in").click()
            await other.wait_for_url(f"{desk.url}/console")
            await other.goto("/console/staff")
            await expect(other.locator("h1")).to_have_text("Not part of your role")

        await page.goto("/console/audit")
        rows = page.locator("tbody tr")
        await expect(rows.first).to_contain_text("asked for a page outside their role")
        await expect(rows.nth(1)).to_contain_text("Sam Lee")
        await expect(rows.nth(1)).to_contain_text("signed in")
        barriers += await find_barriers(page, within="body")
        await context.close()
        assert barriers == []


class TestEveryPage:
    @pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.slow)])
    @pytest.mark.parametrize("locale", ["fr-FR", pytest.param("en-GB", marks=pytest.mark.slow)])
    async def test_has_no_barrier_on_a_phone(
        self, browser: Browser, desk: Desk, account: str, locale: str, scheme: str
    ) -> None:
        await desk.office.hire()
        context = await browser.new_context(
            base_url=desk.url,
            locale=locale,
            viewport=PHONE,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page, barriers = await context.new_page(), []
        for path in ("/console/sign-in", "/console/sign-in/code", account):
            await page.goto(path)
            if path == account:
                await page.locator("#email").fill("lea@shop.example")
                await page.locator("#password").fill("wrong wrong wrong")
                await page.keyboard.press("Enter")
                await expect(page.get_by_role("alert")).to_be_visible()
                barriers += await find_barriers(page, within="body")
                await page.locator("#password").fill(PASSWORD)
                await page.keyboard.press("Enter")
                await expect(page).to_have_url(desk.url + account)
            barriers += await find_barriers(page, within="body")
            assert await page.locator("html").get_attribute("lang") == locale[:2]
            width = await page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= PHONE["width"]
        await context.close()

        assert barriers == []

    async def test_speaks_french(self, browser: Browser, desk: Desk, account: str) -> None:
        await desk.office.hire()
        context = await browser.new_context(base_url=desk.url, locale="fr-FR")
        page = await context.new_page()
        await page.goto(account)
        await page.get_by_label("Adresse e-mail").fill("lea@shop.example")
        await page.get_by_label("Mot de passe").fill("mauvais mot de passe")
        await page.get_by_role("button", name="Se connecter").click()
        await expect(page.get_by_role("alert")).to_have_text(
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux et réessayez."
        )
        await page.get_by_label("Mot de passe").fill(PASSWORD)
        await page.get_by_role("button", name="Se connecter").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte")
        await context.close()
