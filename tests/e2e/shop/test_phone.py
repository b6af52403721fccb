"""A customer of the demo writes from the phone's page, through the simulator, and is answered."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.support.processes.browser import find_barriers, new_customer
from tests.support.processes.comptoir import Tree

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a shop, its phone and several browsers
]
BOOTS = "des bottes imperméables à moins de 80 €"
_ANSWER_MS = 60_000  # on a machine that does much else


class Phone:
    """The page, by what one sees."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.input = page.get_by_label("Votre message")
        self.mine = page.locator(".item.mine")
        self.theirs = page.locator(".item:not(.mine)")

    async def open(self, channel: str) -> None:
        await self.page.goto("/phone?lang=fr")
        await self.page.get_by_role("button", name=channel, exact=True).click()

    async def ask(self, text: str) -> None:
        await self.input.fill(text)
        await self.input.press("Enter")

    async def answered(self, text: str) -> Locator:
        found = self.theirs.filter(has_text=text).first
        await expect(found).to_be_visible(timeout=_ANSWER_MS)
        return found


@pytest.mark.parametrize("channel", ["WhatsApp", "Messenger"])
async def test_a_question_comes_back_answered(page: Page, channel: str) -> None:
    phone = Phone(page)
    await phone.open(channel)
    await phone.ask(BOOTS)
    await phone.answered("Bottes de pluie Aber")
    await expect(page.locator(".wire li").first).to_contain_text("200")
    await expect(phone.mine.first.get_by_label("lu")).to_be_visible()


async def test_who_answers_from_the_shops_phone_silences_the_assistant(page: Page) -> None:
    phone = Phone(page)
    await phone.open("WhatsApp")
    await phone.ask("Bonjour")
    await phone.answered("assistant automatique")
    await page.get_by_role("button", name=re.compile("téléphone de la boutique")).click()
    await phone.answered("ici Camille")
    await phone.ask(BOOTS)
    await expect(page.locator(".wire li").filter(has_text="text").first).to_be_visible()
    await expect(phone.theirs).to_have_count(2)


async def test_a_bad_network_is_not_noticed(page: Page) -> None:
    phone = Phone(page)
    await phone.open("WhatsApp")
    storm = page.get_by_role("switch", name="Mauvais réseau")
    await storm.check()
    try:
        await phone.ask(BOOTS)
        await phone.answered("Bottes de pluie Aber")
        await expect(phone.theirs).to_have_count(1)
    finally:
        await storm.uncheck()


async def test_words_that_could_not_be_sent_come_back_before_those_written_since(
    page: Page,
) -> None:
    phone = Phone(page)
    await phone.open("WhatsApp")
    held = asyncio.Event()

    async def lose(route: Route) -> None:
        await held.wait()
        await route.abort()

    await page.route("**/phone/whatsapp/write", lose)
    await phone.ask("Bonjour")
    await expect(phone.input).to_have_value("")
    await phone.input.fill(BOOTS)
    held.set()

    await expect(phone.input).to_have_value(f"Bonjour\n{BOOTS}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_the_page_has_no_barriers(
    browser: Browser, shop: Tree, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 844}
    async with new_customer(
        browser,
        shop.base_url,
        viewport=size,  # type: ignore[arg-type]  # as Playwright names it
        color_scheme=scheme,  # type: ignore[arg-type]
    ) as context:
        phone = Phone(await context.new_page())
        await phone.open("WhatsApp")
        await phone.ask("Bonjour")
        await phone.answered("assistant automatique")
        assert await find_barriers(phone.page, within="html") == []
        wide: bool = await phone.page.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not wide


async def test_it_is_used_with_the_keyboard_alone(page: Page) -> None:
    phone = Phone(page)
    await page.goto("/phone?lang=fr")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Aller à la conversation")).to_be_focused()
    await phone.input.focus()
    await page.keyboard.type("Bonjour")
    await page.keyboard.press("Enter")
    await phone.answered("assistant automatique")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Envoyer")).to_be_focused()
