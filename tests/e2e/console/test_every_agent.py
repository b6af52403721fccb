"""By keyboard, on a phone, in the dark, in French: the same console."""

import re
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.pages.console_server import Stage
from tests.support.processes.browser import find_barriers, open_widget
from tests.support.seeds.console_conversations import seed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # every page, on every device
]

PHONE: ViewportSize = {"width": 390, "height": 844}
CUP = "/console/c/q7broken-cup"


@pytest_asyncio.fixture(loop_scope="session")
async def seeded(stage: Stage) -> Stage:
    """One conversation in every state."""
    await seed(stage.chat.log, datetime.now(UTC), count=4)
    return stage


async def walk(page: Page, *, until_focused: str, tabs: int = 60) -> None:
    """Press Tab until something has the focus."""
    for _ in range(tabs):
        if await page.evaluate("(s) => document.activeElement?.matches(s)", until_focused):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"{until_focused} is not reached by keyboard")


class TestByKeyboard:
    async def test_a_case_is_found_taken_answered_and_resolved(
        self, shop: Page, enter: Enter
    ) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        anna = ConsolePage(await enter("anna"))
        press = anna.page.keyboard.press
        await expect(anna.rows).to_have_count(1)
        await anna.page.wait_for_load_state()  # before, no script takes the keys

        await press("j")
        await press("Enter")
        await expect(anna.button("Take it")).to_be_visible()
        await press("t")
        await expect(anna.line("Anna Martin took it")).to_have_count(1)
        await expect(anna.page.locator("#composer [name=mode][value=reply]")).to_be_enabled()
        await press("r")
        await expect(anna.text).to_be_focused()
        await anna.page.keyboard.type("Hello, this is Anna.")
        await expect(anna.text).to_have_value("Hello, this is Anna.")
        await press("Control+Enter")
        await chat.answered("Hello, this is Anna.")
        await expect(anna.text).to_be_focused()
        await press("Escape")
        await press("n")
        await anna.page.keyboard.type("All done.")
        await press("Control+Enter")
        await expect(anna.said("All done.")).to_have_count(1)
        await press("Escape")
        await press("e")

        await expect(anna.page.locator("#head .status")).to_have_text("Resolved")
        await expect(anna.rows).to_have_count(0)

    @pytest.mark.usefixtures("seeded")
    async def test_everything_is_reached_with_tab(self, enter: Enter) -> None:
        page = await enter("anna", CUP)
        for one in (
            ".skip",
            "#views a",
            "#self > summary",
            "#q",
            "#cases a",
            "#head [data-key=t]",
            "#menu-more > summary",
            "#log",
            "#text",
            "[name=send]",
        ):
            await walk(page, until_focused=one)
            outline = await page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle"
            )
            assert outline != "none", one

    async def test_a_command_is_found_by_its_name(self, seeded: Stage, enter: Enter) -> None:
        anna = ConsolePage(await enter("anna", CUP))

        await anna.page.keyboard.press("Control+k")
        await anna.page.keyboard.type("snoo")
        await anna.page.keyboard.press("Enter")

        await expect(anna.page).to_have_url(f"{seeded.base_url}/console?view=snoozed")
        await expect(anna.rows).to_have_count(1)

    @pytest.mark.usefixtures("seeded")
    async def test_help_lists_the_shortcuts_and_closes(self, enter: Enter) -> None:
        page = await enter("anna")
        await page.keyboard.press("?")
        await expect(page.locator("#help")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("#help")).to_be_hidden()


class TestOnAPhone:
    async def test_the_list_leads_to_a_conversation_and_back(
        self, shop: Page, enter: Enter
    ) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        page = await enter("anna", viewport=PHONE, is_mobile=True, has_touch=True)
        anna = ConsolePage(page)

        await anna.open("Someone from our team")
        await expect(anna.rows.first).to_be_hidden()
        await anna.button("Take it").tap()
        await anna.reply("Hello from my phone.")
        await chat.answered("Hello from my phone.")
        await page.get_by_role("link", name="Back to the list").tap()

        await expect(anna.rows).to_have_count(1)
        await expect(anna.rows.first).to_be_visible()
        assert await page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


class TestWhoCannotSeeAsOthersDo:
    @pytest.mark.usefixtures("seeded")
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize(
        "path",
        [
            "/console",
            CUP,
            "/console/c/s3refund",
            "/console/c/a1sizes",
            "/console?view=mentions",
            "/console/statistics",
            "/console/stuck",
            "/console/replies",
            "/console/autonomy",
            "/console/staff",
            "/console/audit",
            "/console/account",
            "/console/account/profile",
            f"{CUP}/privacy",
        ],
    )
    async def test_meets_no_barrier(self, enter: Enter, path: str, scheme: str) -> None:
        page = await enter("anna", path, color_scheme=scheme)
        await expect(page).to_have_url(re.compile(f"{re.escape(path)}$"))
        await expect(page.locator("main h1, #content")).not_to_have_count(0)

        assert await find_barriers(page, within="body") == []

    @pytest.mark.usefixtures("seeded")
    async def test_meets_no_barrier_in_menus_and_dialogs(self, enter: Enter) -> None:
        page = await enter("anna", CUP)
        await page.locator("#menu-more > summary").click()
        assert await find_barriers(page, within="body") == []
        await page.keyboard.press("Escape")
        await page.locator("#self > summary").click()
        assert await find_barriers(page, within="body") == []
        await page.keyboard.press("Escape")
        await page.keyboard.press("Control+k")
        await expect(page.locator("#palette")).to_be_visible()
        assert await find_barriers(page, within="body") == []

    @pytest.mark.usefixtures("seeded")
    async def test_meets_no_barrier_on_a_phone(self, enter: Enter) -> None:
        page = await enter("anna", CUP, viewport=PHONE, is_mobile=True, has_touch=True)

        assert await find_barriers(page, within="body") == []


class TestInFrench:
    @pytest.mark.usefixtures("seeded")
    async def test_the_agent_chooses_and_it_stays(self, enter: Enter) -> None:
        page = await enter("anna", CUP)
        await page.locator("#self > summary").click()
        await page.get_by_role("button", name="Français").click()

        await expect(page.get_by_role("button", name="Prendre", exact=True)).to_be_visible()
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("lang", "fr")
