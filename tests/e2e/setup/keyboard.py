"""Work a page by the keyboard alone; whatever has the focus shows it, on the screen."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page

LONG_MS = 120_000
MOST_STOPS = 200  # between two targets on one page
_HAS_FOCUS = """(el) => {
    let at = el.ownerDocument.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at === el || (el.getRootNode().activeElement ?? null) === el;
}"""
_UNSEEN = """() => {
    let at = document.activeElement, left = 0, top = 0;
    for (;;) {
        if (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        else if (at?.contentDocument?.activeElement) {
            const frame = at.getBoundingClientRect();
            [left, top] = [left + frame.left, top + frame.top];
            at = at.contentDocument.activeElement;
        } else break;
    }
    if (!at || at.tagName === "BODY") return "";  // between the end of the page and its beginning
    const style = at.ownerDocument.defaultView.getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const named = at.outerHTML.slice(0, 160);
    const hasRing = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!hasRing && style.boxShadow === "none") return `no ring: ${named}`;
    const x = left + box.left + box.width / 2, y = top + box.top + Math.min(box.height, 20) / 2;
    if (!box.width || x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `off: ${named}`;
    return "";
}"""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Hold a page that no pointer touches."""

    page: Page

    async def reach(self, target: Locator) -> None:
        """Go from stop to stop until `target` has the focus; each stop shows that it has it."""
        for _ in range(MOST_STOPS):
            if await target.evaluate(_HAS_FOCUS):
                return
            await self.page.keyboard.press("Tab")
            unseen = await self.page.evaluate(_UNSEEN)
            assert not unseen, f"{self.page.url}: {unseen}"
        pytest.fail(f"no way leads to {target} on {self.page.url}")

    async def press(self, target: Locator, key: str = "Enter") -> None:
        """Go to `target` and press a key on it."""
        await self.reach(target)
        await self.page.keyboard.press(key)

    async def write(self, target: Locator, text: str) -> None:
        """Go to a field and write in it what stands there from now on."""
        await self.reach(target)
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.type(text)

    async def choose(self, target: Locator, value: str) -> None:
        """Go through the choices of a menu until it has `value`."""
        await self.press(target, "Home")
        for _ in range(await target.locator("option").count()):
            if await target.input_value() == value:
                return
            await self.page.keyboard.press("ArrowDown")
        assert await target.input_value() == value

    async def choose_files(self, target: Locator, files: list[Path]) -> None:
        """Open the dialog of a field for files, and choose some in it."""
        # waited for before the way there: the browser then leaves the dialog to us for certain
        async with self.page.expect_file_chooser(timeout=LONG_MS) as opened:
            await self.press(target)
        await (await opened.value).set_files(files)
