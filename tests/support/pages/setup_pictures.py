"""Take pictures of the set-up and of settings: `python -m tests.support.pages.setup_pictures`.

From the project's folder, of a shop that is set up from an empty folder; of names that follow,
those that begin so. On a phone in French, at a desk in English, in the light and in the dark.
"""

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from tests.support.pages.console_pictures import ADMIN, LANGUAGES, Camera
from tests.support.pages.readme_pictures import SCHEMES
from tests.support.processes.browser import open_browser
from tests.support.processes.comptoir import Tree, set_up

PASSWORD = "a long enough sentence of mine"
SHOP = {"name": "Maison Lune", "url": "https://lune.example", "currency": "EUR", "country": "FR"}
PAGES = {
    "set-up-shop": "/console/set-up/shop",
    "set-up-looks": "/console/set-up/widget",
    "set-up-people": "/console/set-up/people",
    "set-up-tag": "/console/set-up/tag",
    "console-settings": "/console/settings",
    "console-settings-group": "/console/settings/people",
    "console-hours": "/console/hours",
    "console-teams": "/console/teams",
}


async def main(names: tuple[str, ...]) -> None:
    """Make the first account, name the shop, and keep what its admin sees."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        tree = Tree(folder)
        link = await stack.enter_async_context(set_up(tree))
        browser = await stack.enter_async_context(open_browser())
        cameras = [
            Camera(browser, width, height, language, scheme, names)
            for width, height, language in LANGUAGES
            for scheme in SCHEMES
        ]
        for camera in cameras:
            async with camera.open(tree) as page:
                await page.goto(link)
                await expect(page.locator("input[name=code]")).not_to_have_value("")
                await camera.take(page, "first-account")
        async with cameras[-1].open(tree) as page:
            await page.goto(link)
            await page.locator("input[name=name]").fill("Alex Morel")
            await page.locator("input[name=email]").fill(ADMIN)
            await page.locator("input[name=password]").fill(PASSWORD)
            await page.locator("main form button").first.click()
            await expect(page.locator("main")).to_contain_text("Left to do")
            await page.goto(PAGES["set-up-shop"])
            for name, text in SHOP.items():
                await page.locator(f"input[name={name}]").fill(text)
            await page.locator("main form button.primary").click()
            await page.wait_for_url("**/sources")
        for camera in cameras:
            async with camera.page(tree, PASSWORD) as page:
                for name, path in PAGES.items():
                    await page.goto(path)
                    await page.wait_for_load_state("networkidle")
                    await camera.take(page, name)


if __name__ == "__main__":
    asyncio.run(main(tuple(sys.argv[1:]) or ("",)))
