"""Take the picture of the copilot again: `python -m tests.support.pages.copilot_pictures`."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from playwright.async_api import expect

from assistant.console.copilot.types import Drafted, Help, Step, Suggested, Task
from tests.support.pages.console_desktop import staffed
from tests.support.pages.console_page import ConsolePage, CopilotPage
from tests.support.pages.console_server import Stage
from tests.support.pages.readme_pictures import FOLDER, shrink
from tests.support.processes.browser import new_customer, open_browser
from tests.support.seeds.console_conversations import seed
from tests.support.seeds.scripted_assistant import RETURNS
from tests.support.simulators.http_server import served

CUP = "q7broken-cup"


class Shown:
    """A copilot that drafts one reply."""

    has_model = True

    async def help(self, task: Task) -> AsyncGenerator[Step, None]:
        if task.help is Help.OPERATION:
            yield Suggested(operation="return_items", number="CT-104218")
            return
        text = (
            "Bonjour, vous disposez de 30 jours après la livraison pour nous retourner un article."
        )
        yield Drafted(text=text, language="fr", sources=(RETURNS,), by_model=True)


async def main() -> None:
    """Have a draft made in a console, and keep what is seen."""
    stage = Stage(Shown())
    await staffed(stage.office)
    await seed(stage.chat.log, datetime.now(UTC), count=3)
    await stage.cases.advance(limit=1000)
    async with (
        served(stage.chat.app) as base_url,
        open_browser() as browser,
        new_customer(browser, base_url, viewport={"width": 1280, "height": 860}) as context,
    ):
        page = await context.new_page()
        await page.goto("/enter/anna")
        await page.goto(f"/console/c/{CUP}")
        desk, copilot = ConsolePage(page), CopilotPage(page)
        await desk.button("Take it").click()
        await desk.page.locator("#package > summary").click()
        await copilot.button("Draft a reply").click()
        await expect(copilot.card).to_contain_text("Written by the language model")
        shot = await page.screenshot(animations="disabled", caret="hide")
        (FOLDER / "console-copilot.png").write_bytes(shrink(shot))
        stage.close()


if __name__ == "__main__":
    asyncio.run(main())
