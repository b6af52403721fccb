"""An agent brings a picture of themselves; customers see it with the name."""

import re

import pytest
from playwright.async_api import FilePayload, Page, ViewportSize, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import find_barriers, open_widget
from tests.support.seeds.media_files import photograph

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # long journeys of several browsers
]

PROFILE = "/console/account/profile"
VIEWPORTS: list[ViewportSize] = [{"width": 390, "height": 844}, {"width": 1280, "height": 800}]
PHOTO: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
PAPER: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.4\n%%EOF\n"}


async def bring(page: Page, file: FilePayload) -> None:
    await page.get_by_label("A picture of you").set_input_files([file])
    await page.get_by_role("button", name="Use this picture").click()


class TestAnAgentsPicture:
    async def test_is_seen_by_the_customer_whom_they_answer(self, shop: Page, enter: Enter) -> None:
        page = await enter("anna", PROFILE)
        await bring(page, PAPER)
        await expect(page.get_by_role("alert")).to_contain_text("no PNG, JPEG or WebP")
        await bring(page, PHOTO)
        await expect(page.get_by_role("status")).to_contain_text("Your profile is saved.")
        own = page.get_by_role("img", name="Your picture")
        await expect(own).to_have_js_property("naturalWidth", 256)
        for viewport in VIEWPORTS:
            await page.set_viewport_size(viewport)
            assert await find_barriers(page, within="body") == []
            width = await page.evaluate("() => document.documentElement.scrollWidth")
            assert width <= viewport["width"]

        chat = await open_widget(shop)
        await chat.ask("A person please")
        await chat.answered("Someone from our team")
        await page.goto("/console")
        anna = ConsolePage(page)
        await anna.open("Someone from our team")
        await anna.button("Take it").click()

        face = chat.root.locator("img.face")
        await expect(face).to_have_js_property("naturalWidth", 256)
        await expect(face).to_have_attribute(
            "src", re.compile(r"/api/webchat/v1/faces/[0-9a-f]{32}$")
        )
        await expect(chat.panel).to_contain_text("Anna")

    async def test_that_was_taken_away_leaves_nothing_broken(
        self, shop: Page, enter: Enter
    ) -> None:
        page = await enter("anna", PROFILE)
        await bring(page, PHOTO)
        chat = await open_widget(shop)
        await chat.ask("A person please")
        await chat.answered("Someone from our team")
        await page.goto("/console")
        anna = ConsolePage(page)
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await expect(chat.root.locator("img.face")).to_have_count(1)

        await page.goto(PROFILE)
        await page.get_by_role("button", name="Remove the picture").click()
        await expect(page.get_by_role("img", name="Your picture")).to_have_count(0)
        await shop.context.clear_cookies()
        await shop.route("**/faces/*", lambda route: route.fulfill(status=404))  # no cache
        await shop.reload()

        await expect(chat.panel).to_contain_text("Anna")
        await expect(chat.root.locator("img.face")).to_have_count(0)
