"""A customer sends a photo alone: they are asked about it, and an agent sees photo and words."""

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import find_barriers, new_customer, open_widget
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import sign_in
from tests.support.seeds.media_files import photograph

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # the shop is killed and starts again
]

PHOTO: FilePayload = {"name": "botte.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
TOLD = "La semelle de ma botte se décolle au talon"


class TestAPhotoAlone:
    async def test_is_asked_about_kept_through_a_crash_and_shown_to_an_agent(
        self, browser: Browser, shop: Tree, page: Page
    ) -> None:
        await page.goto("/fr/")
        chat = await open_widget(page)
        await chat.button("Envoyer une photo ou un fichier").click()
        await chat.root.locator(".tray input[type=file]").first.set_input_files([PHOTO])
        await expect(chat.root.locator(".tray")).to_contain_text("Prêt à partir")
        await chat.button("Envoyer").click()
        asked = await chat.answered("Que montre-t-elle ?")
        await expect(asked).not_to_contain_text("équipe")
        await shop.kill()
        await shop.start()
        await chat.ask(TOLD)
        await chat.acknowledged(2)
        await chat.ask("Je voudrais parler à une personne")
        await chat.acknowledged(3)

        async with new_customer(browser, shop.base_url) as agents:
            desk = ConsolePage(await agents.new_page())
            await sign_in(shop, desk, "camille")
            await desk.page.goto("/console?view=open")
            await desk.rows.first.locator("a").click()
            photo = desk.log.locator("article", has=desk.page.locator(".sent-files img"))
            await expect(photo.locator("img")).to_have_js_property("naturalWidth", 800)
            await expect(photo).to_contain_text(TOLD)
            await expect(desk.page.locator("#package")).to_contain_text(f"“{TOLD}”")
            assert await find_barriers(desk.page, within="body") == []
