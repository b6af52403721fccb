"""Take the pictures of channels in the console again.

`python -m tests.support.pages.channel_pictures`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.async_api import Browser, Page, expect

from tests.support.pages.console_desktop import staffed
from tests.support.pages.console_server import Stage
from tests.support.pages.readme_pictures import FOLDER, shrink
from tests.support.processes.browser import Device, new_customer, open_browser
from tests.support.seeds.channel_conversations import seed_channels
from tests.support.simulators.http_server import served


async def fill_template(page: Page) -> None:
    await page.get_by_text("Choose a template").click()
    await page.get_by_text("commande prete").click()
    template = page.locator(".template[open]")
    for label, value in (
        ("Value 1 of the title", "BM-1042"),
        ("Value 1", "Jules"),
        ("Value 2", "samedi"),
    ):
        await template.get_by_label(label, exact=True).fill(value)


async def show_kinds(page: Page) -> None:
    await expect(page.locator(".sent-files img")).to_have_js_property("complete", value=True)
    await page.locator("#log").evaluate("(log) => { log.scrollTop = 620 }")


async def nothing(page: Page) -> None:
    await expect(page.locator("#lock .window")).to_be_visible()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What one shows."""

    name: str
    conversation: str
    device: Device
    prepare: Callable[[Page], Awaitable[None]]


PICTURES = (
    Picture(
        name="channel-kinds.png",
        conversation="wa-kinds",
        device={"viewport": {"width": 1280, "height": 900}},
        prepare=show_kinds,
    ),
    Picture(
        name="channel-template.png",
        conversation="wa-late",
        device={"viewport": {"width": 1280, "height": 900}},
        prepare=fill_template,
    ),
    Picture(
        name="channel-human-agent.png",
        conversation="ms-tagged",
        device={"viewport": {"width": 390, "height": 780}, "color_scheme": "dark"},
        prepare=nothing,
    ),
)


async def main() -> None:
    """Show the conversations in a console, and keep what is seen."""
    stage = Stage()
    await staffed(stage.office)
    await seed_channels(stage.chat.log, stage.chat.files, datetime.now(UTC), stage.contacts)
    await stage.cases.advance(limit=1000)
    async with served(stage.chat.app) as base_url, open_browser() as browser:
        for picture in PICTURES:
            await take(browser, base_url, picture)
        stage.close()


async def take(browser: Browser, base_url: str, picture: Picture) -> None:
    """Take one picture."""
    async with new_customer(browser, base_url, **picture.device) as context:
        page = await context.new_page()
        await page.goto("/enter/anna")
        await page.goto(f"/console/c/{picture.conversation}")
        await picture.prepare(page)
        shot = await page.screenshot(animations="disabled", caret="hide")
    (FOLDER / picture.name).write_bytes(shrink(shot))


if __name__ == "__main__":
    asyncio.run(main())
