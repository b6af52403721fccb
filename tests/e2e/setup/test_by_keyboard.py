"""Whoever owns a shop sets it up in French by the keyboard alone, and sees where they are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from assistant.console.setup.setup_texts import say as say_in
from assistant.console.shell.texts import say as say_shell_in
from tests.e2e.setup.conftest import NewShop, ShopSite
from tests.e2e.setup.keyboard import Keyboard
from tests.e2e.setup.shop_files import files
from tests.e2e.setup.steps import CORRECTED, LONG_MS, PASSWORD
from tests.e2e.setup.walk import has_no_barriers
from tests.support.processes.browser import Widget, new_customer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]


def say(name: str) -> str:
    return say_in(name, "fr")


def say_shell(name: str) -> str:
    return say_shell_in(name, "fr")


class OwnersDesk:
    """Hold the page in French, and the keyboard that works it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keyboard = Keyboard(page)

    async def press(self, name: str) -> None:
        """Press the first button or follow the first link of that name."""
        button = self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        )
        await self.keyboard.press(button.first)

    async def write(self, label: str, text: str) -> None:
        await self.keyboard.write(self.page.get_by_label(label, exact=True), text)

    async def looks_right(self, title: str) -> None:
        """Check that the page of a step is there in French, and has no barrier."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        await expect(self.page.locator("html")).to_have_attribute("lang", "fr")
        await has_no_barriers(self.page)

    async def claim(self, new_shop: NewShop) -> None:
        await self.page.goto(new_shop.link)
        await expect(self.page.get_by_label(say("first.code"))).not_to_have_value("")
        await self.looks_right(say("first.title"))
        await self.write(say("first.name"), "Léa Roux")
        await self.write(say_shell("sign_in.email"), "lea@lune.example")
        await self.write(say_shell("sign_in.password"), PASSWORD)
        await self.press(say("first.go"))
        await self.looks_right(say("steps.title"))

    async def name_the_shop(self, new_shop: NewShop) -> None:
        await self.press(say("steps.shop"))
        await self.looks_right(say("steps.shop"))
        await self.write(say("shop.name"), "Maison Lune")
        await self.write(say("shop.url"), "maison lune")
        await self.press(say("shop.save"))  # the browser itself refuses such an address
        await self.write(say("shop.url"), new_shop.site)
        await self.keyboard.press(self.page.get_by_label("Français"), "Space")
        main = self.page.get_by_label(say("shop.first_language"))
        await self.keyboard.choose(main, "en")
        await self.write(say("shop.country"), "FRANCE")
        await self.press(say("shop.save"))
        await expect(self.page.locator(".wrong")).to_have_text(say("shop.wrong_country"))
        await has_no_barriers(self.page)
        await self.write(say("shop.country"), "FR")
        await self.press(say("shop.save"))

    async def upload(self, named: list[Path]) -> None:
        await self.looks_right(say("steps.sources"))
        await self.keyboard.choose_files(self.page.get_by_label(say("sources.choose")), named)
        await self.press(say("sources.upload"))
        read = self.page.locator("#reading")
        await expect(read).to_contain_text("Lu : 2 produits et 5 pages", timeout=LONG_MS)
        await expect(read).to_contain_text("products.csv")
        await has_no_barriers(self.page)
        summary = self.page.locator("summary", has_text=say("sources.shopify"))
        await self.keyboard.press(summary)
        await self.press(say("sources.connect"))
        await expect(self.page.locator(".wrong").first).to_have_text(say("sources.no_key"))
        await has_no_barriers(self.page)

    async def judge(self) -> None:
        await self.press(say("steps.next"))
        await self.looks_right(say("steps.questions"))
        await self.press(say("questions.right"))
        await expect(self.page.locator("main")).to_contain_text("Jugées : 1 sur")
        await self.press(say("questions.undo"))
        await expect(self.page.locator("main")).to_contain_text("Jugées : 0 sur")
        await self.press(say("questions.right"))
        await expect(self.page.locator("main")).to_contain_text("Jugées : 1 sur")
        question = self.page.locator(".question").first
        await self.keyboard.press(question.locator("summary"))
        right = question.get_by_label(say("questions.answer"))
        await self.keyboard.write(right, "I'll refund you at once.")
        await self.keyboard.press(question.get_by_role("button", name=say("questions.save")))
        await expect(self.page.get_by_role("alert")).to_be_visible()
        await has_no_barriers(self.page)
        await self.keyboard.write(right, CORRECTED)
        await self.keyboard.press(question.get_by_role("button", name=say("questions.save")))
        await expect(self.page.locator("section.said")).to_contain_text(CORRECTED)
        await self.press(say("questions.person"))
        await expect(self.page.locator("main")).to_contain_text("Jugées : 3 sur")
        await self.press(say("questions.after"))
        await expect(self.page.locator("main")).to_contain_text("Page 2 sur")
        await has_no_barriers(self.page)

    async def dress_the_chat(self) -> None:
        await self.press(say("steps.next"))
        await self.looks_right(say("steps.widget"))
        await self.write("Couleur", "#5a143c")
        await self.press(say("widget.save"))

    async def open_the_desk(self) -> None:
        await self.looks_right(say("steps.people"))
        where = self.page.locator("select").first
        await self.keyboard.choose(where, "builtin")
        await self.press(say("people.save"))

    async def go_live(self, shop_site: ShopSite) -> None:
        await self.looks_right(say("steps.tag"))
        await self.press(say("tag.check"))
        await expect(self.page.get_by_role("alert")).to_be_visible()
        await has_no_barriers(self.page)
        shop_site.tag = await self.page.locator("code.copy").inner_text()
        await self.press(say("tag.live"))
        await expect(self.page.get_by_role("status").first).to_be_visible()
        await has_no_barriers(self.page)
        await self.press(say("tag.try"))
        await expect(self.page.locator("comptoir-chat")).to_be_attached()
        await has_no_barriers(self.page)
        await self.press(say("steps.all"))
        await expect(self.page.locator("main")).to_contain_text(say("steps.all_done"))
        await has_no_barriers(self.page)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, new_shop: NewShop) -> AsyncIterator[Page]:
    """A page of a browser in French."""
    async with new_customer(browser, new_shop.tree.base_url, locale="fr-FR") as context:
        yield await context.new_page()


async def test_the_whole_set_up_goes_by_keyboard_alone(
    page: Page, new_shop: NewShop, shop_site: ShopSite, tmp_path: Path
) -> None:
    desk = OwnersDesk(page)
    await desk.claim(new_shop)
    await desk.name_the_shop(new_shop)
    await desk.upload(files(tmp_path / "shop"))
    await desk.judge()
    await desk.dress_the_chat()
    await desk.open_the_desk()
    await desk.go_live(shop_site)

    await new_shop.tree.ready()
    await page.goto(new_shop.site)
    chat = Widget(page)
    await desk.keyboard.press(chat.launcher)
    await expect(chat.input).to_be_focused()
    await page.keyboard.type("How many days do I have to return an item?")
    await page.keyboard.press("Enter")
    await chat.answered("within 45 days")
