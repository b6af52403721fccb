"""A real Chromium, and the widget as a customer meets it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, Self, TypedDict, Unpack

from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

CHROMIUM = os.environ.get("COMPTOIR_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parents[3] / "integrations/channels/webchat/node_modules/axe-core/axe.min.js"
RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

expect.set_options(timeout=20_000)  # ms; a machine that is busy is no fault of the page


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start Chromium until the block ends; `COMPTOIR_CHROMIUM` says where it is."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()


class Device(TypedDict, total=False):
    """What a customer looks at; names and values are Playwright's."""

    viewport: ViewportSize
    color_scheme: Literal["light", "dark"]
    is_mobile: bool
    has_touch: bool


@asynccontextmanager
async def new_customer(
    browser: Browser, base_url: str, *, locale: str = "en-GB", **device: Unpack[Device]
) -> AsyncIterator[BrowserContext]:
    """Open a browser without a past; what its pages throw, or their policy refuses, fails."""
    faults: list[str] = []
    context = await browser.new_context(
        base_url=base_url, reduced_motion="reduce", locale=locale, **device
    )
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if "Policy" in line.text else None)
    try:
        yield context
    finally:
        await context.close()
    assert faults == []


class Widget:
    """The chat on one page, by what a customer sees and hears."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("comptoir-chat")
        self.launcher = self.root.locator(".launcher")
        self.panel = self.root.locator("[role=dialog]")
        self.log = self.root.locator("[role=log]")
        self.input = self.root.locator("textarea#input")
        self.notice = self.root.locator(".notice")
        self.replies = self.log.locator("article:not(.customer)")
        self.questions = self.log.locator("article.customer")

    @classmethod
    async def open(cls, page: Page) -> Self:
        """Open the chat on a page that has the script tag."""
        widget = cls(page)
        await widget.launcher.click()
        await expect(widget.input).to_be_focused()
        return widget

    async def ask(self, text: str) -> None:
        """Write a message and send it."""
        await self.input.fill(text)
        await self.input.press("Enter")

    async def answered(self, text: str) -> Locator:
        """Wait for the reply that says `text`, and return it."""
        reply = self.replies.filter(has_text=text)
        await expect(reply).to_have_count(1)
        return reply

    async def acknowledged(self, count: int) -> None:
        """Wait until `count` of the customer's messages stand there, the last of them sent."""
        await expect(self.questions).to_have_count(count)
        await expect(self.questions.last.locator(".state")).to_contain_text("✓")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    async def texts(self) -> list[str]:
        """Return what every message says, oldest first."""
        return await self.log.locator("article .bubble").all_inner_texts()

    async def unsent(self) -> list[str]:
        """Return the ids of messages this browser still keeps."""
        kept: list[str] = await self.page.evaluate(
            "() => Object.keys(localStorage).filter((k) => k.includes(':pending:'))"
        )
        return [name.rpartition(":")[2] for name in kept]


async def open_widget(page: Page) -> Widget:
    """Open the chat on `page`, which has the script tag."""
    return await Widget.open(page)


async def find_barriers(page: Page, *, within: str = "comptoir-chat") -> list[str]:
    """Return what axe has to say against a part of the page, the widget's inside included."""
    if not await page.evaluate("() => 'axe' in window"):
        # evaluate, not a script tag: the page's policy would refuse that, as it should
        await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate(
        "([within, runOnly]) => axe.run(within, {preload: false, runOnly})", [within, RULES]
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
