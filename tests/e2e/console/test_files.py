"""An agent sends files; the customer's widget shows them."""

import pytest
from playwright.async_api import FilePayload, Page, ViewportSize, expect

from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import find_barriers, open_widget
from tests.support.seeds.media_files import pdf, png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE: ViewportSize = {"width": 390, "height": 844}
PICTURE: FilePayload = {"name": "cup.png", "mimeType": "image/png", "buffer": png()}
PAPER: FilePayload = {"name": "label.pdf", "mimeType": "application/pdf", "buffer": pdf()}
LIAR: FilePayload = {"name": "cup.png", "mimeType": "image/png", "buffer": pdf()}
LARGE: FilePayload = {"name": "big.txt", "mimeType": "text/plain", "buffer": b"a" * 100_001}


class TestAnAgent:
    async def test_sends_a_picture_that_the_customer_sees(self, shop: Page, enter: Enter) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        anna = ConsolePage(await enter("anna"))
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        files = anna.page.locator("#files > li")
        pick = anna.page.locator("#pick")
        await expect(anna.page.locator("[data-attach]")).to_be_visible()

        await pick.set_input_files([PICTURE, PAPER, LIAR, LARGE])
        await expect(files).to_have_count(4)
        await expect(files.nth(2)).to_contain_text("The file's name does not fit")
        await expect(files.nth(3)).to_contain_text("This file is too large: 100 kB at most.")
        await expect(files.nth(0).locator("img")).to_have_js_property("naturalWidth", 1)
        assert await find_barriers(anna.page, within="body") == []
        await anna.button("Remove label.pdf").click()
        await expect(files).to_have_count(3)
        await anna.reply("Like this one?")

        await expect(files).to_have_count(0)
        reply = anna.said("Like this one?")
        await expect(reply.locator(".sent-files img")).to_have_js_property("naturalWidth", 1)
        await expect(reply.locator(".sent-files li")).to_have_count(1)
        assert await find_barriers(anna.page, within="body") == []
        shown = (await chat.answered("Like this one?")).locator(".files canvas")
        await expect(shown).to_be_visible()

    async def test_pastes_one_and_sends_it_by_keyboard_without_words(
        self, shop: Page, enter: Enter
    ) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        anna = ConsolePage(await enter("anna"))
        await anna.open("Someone from our team")
        await anna.button("Take it").click()
        await expect(anna.line("Anna Martin took it")).to_have_count(1)

        await anna.text.focus()
        await anna.page.evaluate(
            """(bytes) => {
                const data = new DataTransfer();
                const type = "image/png";
                data.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type }));
                const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
                document.querySelector("#text").dispatchEvent(paste);
            }""",
            list(png()),
        )
        await expect(anna.page.locator("#files img")).to_have_count(1)
        await anna.page.keyboard.press("Control+Enter")

        await expect(anna.said("pasted.png").locator("img")).to_have_count(1)
        await expect(chat.replies.locator(".files canvas")).to_be_visible()

    async def test_sends_one_from_a_phone(self, shop: Page, enter: Enter) -> None:
        chat = await open_widget(shop)
        await chat.ask("A person please")
        page = await enter("anna", viewport=PHONE, is_mobile=True, has_touch=True)
        anna = ConsolePage(page)
        await anna.open("Someone from our team")
        await anna.button("Take it").tap()
        async with page.expect_file_chooser() as choosing:
            await page.locator("[data-attach]").tap()
        await (await choosing.value).set_files([PAPER])
        await expect(page.locator("#files .unseen")).to_have_count(1)
        assert await page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        await anna.reply("Your label.")

        await expect((await chat.answered("Your label.")).get_by_text("label.pdf")).to_be_visible()
