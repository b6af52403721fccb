"""What an agent needs is in sight on a small laptop and on a phone, whatever else is open."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import find_barriers, open_widget

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
WHOLE = """(labels) => labels
    .filter((one) => one.querySelector("input, select"))
    .filter((one) => one.querySelector("input, select").offsetWidth > one.offsetWidth)
    .map((one) => one.textContent.trim())"""
LONG = "What the copilot found stands in the shop's pages. " * 30


class TestAnAgent:
    async def test_sees_the_thread_and_the_button_whatever_is_open(
        self, shop: Page, enter: Enter
    ) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        anna = ConsolePage(await enter("anna", viewport=LAPTOP))
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await anna.page.locator("#package > summary").click()
        await anna.page.evaluate(
            """(long) => {
                const card = document.querySelector("#helped") ?? document.createElement("section");
                card.id = "helped"; card.className = "helped"; card.hidden = false;
                card.textContent = long;
                document.querySelector("#composer").before(card);
            }""",
            LONG * 3,
        )
        await anna.text.fill("A line\n" * 40)

        log = await anna.log.bounding_box()
        send = await anna.button("Send").bounding_box()
        assert log is not None
        assert log["height"] > 140
        assert send is not None
        assert send["y"] + send["height"] <= LAPTOP["height"]

    @pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
    async def test_reads_every_menu_and_their_own_picture(
        self, shop: Page, enter: Enter, viewport: ViewportSize
    ) -> None:
        await (await open_widget(shop)).ask("A person please")
        anna = ConsolePage(await enter("anna", viewport=viewport))
        face = await anna.page.locator(".self .avatar").bounding_box()
        assert face is not None
        assert face["x"] + face["width"] <= viewport["width"]
        await anna.page.locator("#self > summary").click()
        for choice in await anna.page.locator("#self .panel button:visible").all():
            await choice.click(trial=True)  # no row of the list lies over it
        await anna.page.keyboard.press("Escape")
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await anna.page.locator("#menu-more > summary").click()

        panel = await anna.page.locator("#menu-more > .panel").bounding_box()

        assert panel is not None
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= viewport["width"]
        assert panel["y"] + panel["height"] <= viewport["height"]
        inside = "(e) => e.scrollWidth <= e.clientWidth"
        assert await anna.page.locator("#menu-more > .panel").evaluate(inside)
        assert await anna.page.locator("#menu-more .inline label").evaluate_all(WHOLE) == []
        assert await find_barriers(anna.page, within="body") == []

    async def test_is_told_that_there_is_no_canned_reply_yet(
        self, shop: Page, enter: Enter
    ) -> None:
        await (await open_widget(shop)).ask("A person please")
        anna = ConsolePage(await enter("anna"))
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await anna.text.press_sequentially("/")

        await expect(anna.page.locator("#choices")).to_contain_text("No canned reply yet.")
