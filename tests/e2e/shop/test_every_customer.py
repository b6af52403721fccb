"""On a phone, in the dark, with a screen reader, under the shop's strict policy."""

from typing import Literal

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from tests.support.processes.browser import find_barriers, new_customer, open_widget
from tests.support.processes.comptoir import Tree

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # every page, on every device
]

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
PAGES = (
    "/fr/",
    "/en/help/returns",
    "/fr/produits/parka-suroit",
    "/en/departments/bags",
    "/fr/rien",
)


class TestAPhone:
    async def test_shows_the_chat_on_the_whole_screen_and_cuts_nothing_off(
        self, browser: Browser, shop: Tree
    ) -> None:
        async with new_customer(
            browser, shop.base_url, viewport=PHONE, is_mobile=True, has_touch=True
        ) as context:
            page = await context.new_page()
            await page.goto("/fr/")
            assert await page.evaluate("() => document.documentElement.scrollWidth") == 390
            widget = await open_widget(page)
            await widget.ask("robe rouge sous 50 EUR en M")
            await expect(widget.replies).to_have_count(1)
            await expect(widget.replies.last.locator("ul.cards")).to_be_visible()

            assert await widget.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
            await expect(widget.input).to_be_in_viewport(ratio=1)
            assert await page.evaluate("() => document.documentElement.scrollWidth") == 390


class TestByScreenReader:
    @pytest.mark.parametrize(("scheme", "viewport"), [("light", DESKTOP), ("dark", PHONE)])
    async def test_no_page_of_the_shop_and_no_answer_has_a_barrier(
        self,
        browser: Browser,
        shop: Tree,
        scheme: Literal["light", "dark"],
        viewport: ViewportSize,
    ) -> None:
        async with new_customer(
            browser, shop.base_url, color_scheme=scheme, viewport=viewport
        ) as context:
            page = await context.new_page()
            for path in PAGES:
                await page.goto(path)
                assert await find_barriers(page, within="html") == [], path
            await page.goto("/fr/")
            widget = await open_widget(page)
            await widget.ask("robe rouge sous 50 EUR en M")
            await expect(widget.replies.last.locator("ul.cards")).to_be_visible()
            await widget.ask("Combien de temps pour renvoyer un article ?")
            await (await widget.answered("30 jours")).locator("summary").click()
            await widget.ask("Organisez-vous des mariages ?")
            await widget.answered("je préfère ne rien")
            assert await find_barriers(page, within="html") == []


class TestUnderTheShopsPolicy:
    async def test_nothing_is_refused_and_the_console_stays_empty(self, page: Page) -> None:
        lines: list[str] = []

        def note(line: ConsoleMessage) -> None:
            lines.append(line.text)

        page.on("console", note)
        answer = await page.goto("/fr/")
        assert answer is not None
        await page.evaluate(
            "() => { window.refused = []; addEventListener('securitypolicyviolation',"
            " (e) => window.refused.push(e.violatedDirective)) }"
        )
        widget = await open_widget(page)
        await widget.ask("robe rouge sous 50 EUR en M")
        await expect(widget.replies.last.locator("ul.cards img").first).to_be_visible()

        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert await page.evaluate("() => window.refused") == []
        assert lines == []
