"""By keyboard, by screen reader, on a phone, in the dark, in a strict shop: the same chat."""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.support.processes.browser import Widget, find_barriers, new_customer, open_widget
from tests.support.processes.webchat_process import WebchatProcess

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # every page, on every device
]

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, base_url: str) -> AsyncIterator[Page]:
    async with new_customer(
        browser, base_url, viewport=PHONE, is_mobile=True, has_touch=True
    ) as context:
        yield await context.new_page()


class TestByKeyboard:
    async def test_everything_is_reached_and_the_focus_is_where_it_was(self, page: Page) -> None:
        await page.goto("/en")
        widget = Widget(page)
        await widget.launcher.focus()
        await page.keyboard.press("Enter")
        await expect(widget.input).to_be_focused()
        await page.keyboard.type("Can I return it?")
        await page.keyboard.press("Enter")
        reply = await widget.answered("You have 30 days")
        await expect(widget.input).to_be_focused()

        order = [
            widget.button("Send a photo or a file"),
            widget.button("This did not help"),
            widget.button("This helped"),
            reply.locator("summary"),
            widget.log,
            widget.button("Close the chat").last,
            widget.button("New conversation"),
        ]
        for target in order:
            await page.keyboard.press("Shift+Tab")
            await expect(target).to_be_focused()
            outline = await target.evaluate("(e) => getComputedStyle(e).outlineWidth")
            assert outline == "2px"

        await page.keyboard.press("Escape")
        await expect(widget.panel).to_be_hidden()
        await expect(widget.launcher).to_be_focused()
        await expect(widget.launcher).to_have_attribute("aria-expanded", "false")

    async def test_a_line_is_broken_without_sending(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await page.keyboard.type("one")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("two")

        await expect(widget.input).to_have_value("one\ntwo")
        await page.keyboard.press("Enter")
        await widget.acknowledged(1)
        assert (await widget.texts())[0] == "one\ntwo"

    async def test_escape_does_not_close_what_the_shop_has_open(self, page: Page) -> None:
        await page.goto("/en")
        await page.evaluate(
            "() => addEventListener('keydown', (event) => (window.heard = event.key))"
        )
        await open_widget(page)
        await page.keyboard.press("Escape")

        assert await page.evaluate("() => window.heard") is None


class TestByScreenReader:
    async def test_the_past_is_not_read_out_and_news_are(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")

        await expect(widget.log).to_have_attribute("role", "log")
        await expect(widget.log).not_to_have_attribute("aria-busy", "true")
        await expect(widget.notice).to_have_attribute("role", "status")

    async def test_words_are_marked_with_their_language(self, page: Page) -> None:
        await page.goto("/fr")
        widget = await open_widget(page)
        await widget.ask("How can I pay?")

        reply = await widget.answered("Three ways to pay")
        await expect(widget.panel).to_have_attribute("lang", "fr")
        await expect(reply.locator(".bubble")).to_have_attribute("lang", "en")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
    async def test_no_state_has_a_barrier(
        self,
        browser: Browser,
        server: WebchatProcess,
        scheme: Literal["light", "dark"],
        viewport: ViewportSize,
    ) -> None:
        async with new_customer(
            browser, server.base_url, color_scheme=scheme, viewport=viewport
        ) as context:
            page = await context.new_page()
            await page.goto("/fr")
            widget = Widget(page)
            await expect(widget.launcher).to_be_visible()
            assert await find_barriers(page) == [], "closed"
            await widget.launcher.click()
            assert await find_barriers(page) == [], "empty"
            await widget.ask("Comment faire un retour ?")
            reply = await widget.answered("30 jours")
            await reply.locator("summary").click()
            await widget.button("Cela m’a aidé").click()
            await expect(reply).to_contain_text("Merci")
            assert await find_barriers(page) == [], "answered"
            await widget.ask("Avez-vous une robe rouge ?")
            await widget.answered("Voici quatre robes")
            assert await find_barriers(page) == [], "products"
            with server.steer("hold"):
                await widget.ask("How can I pay?")
                await expect(widget.log.get_by_text("Assistant écrit")).to_be_attached()
                assert await find_barriers(page) == [], "writing"
            await widget.answered("Three ways to pay")
            await widget.button("Nouvelle conversation").click()
            assert await find_barriers(page) == [], "asking whether to start over"
            await context.set_offline(True)
            await widget.ask("Encore là ?")
            await expect(widget.notice).to_contain_text("Hors ligne")
            await widget.input.fill("é" * 2001)
            assert await find_barriers(page) == [], "offline"

    async def test_nothing_moves_for_those_who_asked_for_rest(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)

        moving = await widget.panel.evaluate("(e) => getComputedStyle(e).animationName")
        assert moving == "none"


class TestOnAPhone:
    async def test_the_chat_fills_the_screen_and_nothing_is_cut_off(self, phone: Page) -> None:
        await phone.goto("/fr")
        widget = await open_widget(phone)
        await widget.ask("Avez-vous une robe rouge ?")
        await widget.answered("Voici quatre robes")

        assert await widget.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
        await expect(widget.launcher).to_be_hidden()
        for part in (widget.input, widget.button("Parler à une personne")):
            await expect(part).to_be_in_viewport(ratio=1)
        assert await phone.evaluate("() => document.documentElement.scrollWidth") == 390

    async def test_every_target_is_large_enough_for_a_thumb(self, phone: Page) -> None:
        await phone.goto("/fr")
        widget = await open_widget(phone)
        await widget.ask("Comment faire un retour ?")
        reply = await widget.answered("30 jours")
        await reply.locator("summary").click()
        await expect(reply.locator("blockquote")).to_be_visible()

        sizes = await widget.panel.evaluate(
            "(panel) => [...panel.querySelectorAll('button, a, summary, textarea')]"
            ".filter((e) => e.checkVisibility())"
            ".map((e) => [e.outerHTML.slice(0, 60), e.offsetWidth, e.offsetHeight])"
        )
        assert len(sizes) >= 8
        assert [s for s in sizes if min(s[1], s[2]) < 44] == []


class TestInAStrictShop:
    async def test_the_policy_refuses_nothing(self, page: Page) -> None:
        await page.goto("/fr")
        await page.evaluate(
            "() => { window.refused = []; addEventListener('securitypolicyviolation',"
            " (e) => window.refused.push(e.violatedDirective)) }"
        )
        widget = await open_widget(page)
        await widget.ask("Avez-vous une robe rouge ?")
        await widget.answered("Voici quatre robes")

        assert await page.evaluate("() => window.refused") == []
        assert await page.evaluate("() => document.querySelectorAll('[style]').length") == 0

    async def test_of_another_site_the_chat_works_across_origins(
        self, page: Page, base_url: str
    ) -> None:
        await page.goto(f"{base_url.replace('127.0.0.1', 'localhost')}/elsewhere")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")

        await widget.answered("You have 30 days")

    async def test_the_shops_own_styles_do_not_reach_in(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        before = await widget.input.evaluate("(e) => getComputedStyle(e).fontFamily")
        await page.evaluate(
            "() => { const s = new CSSStyleSheet(); s.replaceSync('* { font-family: fantasy"
            " !important; all: revert }'); document.adoptedStyleSheets = [s] }"
        )

        assert await widget.input.evaluate("(e) => getComputedStyle(e).fontFamily") == before

    async def test_colours_come_from_the_shop(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await page.evaluate(
            "() => document.documentElement.style"
            ".setProperty('--comptoir-accent', 'rgb(90, 20, 60)')"
        )

        await expect(widget.launcher).to_have_css("background-color", "rgb(90, 20, 60)")

    async def test_a_button_of_the_shop_asks_for_the_customer(self, page: Page) -> None:
        await page.goto("/en")
        widget = Widget(page)
        await expect(widget.launcher).to_be_visible()
        await page.evaluate("() => document.querySelector('comptoir-chat').ask('Can I return it?')")

        await widget.answered("You have 30 days")
        await expect(widget.panel).to_be_visible()
