"""Whoever owns a shop sets it up in the browser alone, from an empty folder to a first answer."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.e2e.setup.conftest import NewShop, ShopSite
from tests.support.processes.browser import find_barriers, open_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]

LONG_MS = 240_000  # to read a shop and to ask a hundred questions, on a busy machine
PASSWORD = "a long enough sentence of mine"
COLUMNS = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price"
)
CSV = f"""\
{COLUMNS}
blue-lamp,Blue lamp,<p>A lamp of blue glass.</p>,Lune,Lamps,,true,Title,Default Title,A1,4,35.00
red-chair,Red chair,<p>A chair of red beech.</p>,Lune,Chairs,,true,Title,Default Title,A2,2,80.00
broken,,<p>It has no title.</p>,Lune,Chairs,,true,Title,Default Title,A3,2,many
"""
PAGES = {
    "returns.md": "# Returns\n\nYou can return any item within 45 days of delivery.\n",
    "delivery.md": "# Delivery\n\nStandard delivery takes three working days.\n",
    "warranty.md": "# Warranty\n\nEvery lamp has a warranty of seven years.\n",
    "payment.txt": "Payment\n\nYou can pay by card and by PayPal.\n",
    "contact.html": "<!doctype html><title>Contact</title><h1>Contact</h1>"
    "<p>Our workshop in Lyon is open from Tuesday to Saturday.</p>",
}


def files(folder: Path) -> list[Path]:
    folder.mkdir()
    for name, text in {"products.csv": CSV, **PAGES}.items():
        (folder / name).write_text(text)
    return sorted(folder.iterdir())


async def has_no_barriers(page: Page) -> None:
    """Check a page with axe, by day and by night, at a desk and on a phone."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme)
        for width in (390, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await find_barriers(page, within="body") == [], f"{page.url} {scheme} {width}"


class TestAShop:
    async def test_is_set_up_from_an_empty_folder_to_its_first_answer(
        self, page: Page, new_shop: NewShop, shop_site: ShopSite, tmp_path: Path
    ) -> None:
        await claim(page, new_shop)
        await name_the_shop(page, new_shop)
        await upload(page, files(tmp_path / "shop"))
        await judge(page)
        await dress_the_chat(page)
        await open_the_desk(page)
        await go_live(page, shop_site)

        await new_shop.tree.ready()
        await page.goto(new_shop.site)
        widget = await open_widget(page)
        await widget.ask("How many days do I have to return an item?")
        await widget.answered("within 45 days")

    async def test_lets_nobody_in_who_has_not_the_code(self, page: Page) -> None:
        await page.goto("/")
        await page.get_by_label("One-time code").fill("AAAA-BBBB-CCCC-DDDD")
        await introduce(page)

        await expect(page.get_by_role("alert")).to_contain_text("not the code")


async def introduce(page: Page) -> None:
    await page.get_by_label("Your name").fill("Lea Roux")
    await page.get_by_label("E-mail address").fill("lea@lune.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make my account").click()


async def claim(page: Page, new_shop: NewShop) -> None:
    """Open the link that the server printed, and make the first account."""
    await page.goto(new_shop.link)
    await expect(page.get_by_label("One-time code")).not_to_have_value("")
    assert page.url == f"{new_shop.tree.base_url}/set-up"  # the code is in no history
    await has_no_barriers(page)
    await introduce(page)
    await expect(page.locator("main")).to_contain_text("Left to do: 3")
    await has_no_barriers(page)


async def name_the_shop(page: Page, new_shop: NewShop) -> None:
    await page.get_by_role("link", name="Your shop").click()
    await has_no_barriers(page)
    await page.get_by_label("Name of the shop").fill("Maison Lune")
    await page.get_by_label("Address of the shop").fill(new_shop.site)
    await page.get_by_label("Français").uncheck()
    await page.get_by_label("Main language").select_option("en")
    await page.get_by_label("Country").fill("FR")
    await page.get_by_role("button", name="Save and go on").click()


async def upload(page: Page, named: list[Path]) -> None:
    """Upload a catalogue and pages, and read the report: one row has no price."""
    await has_no_barriers(page)
    await page.get_by_label("Choose files").set_input_files(named)
    await page.get_by_role("button", name="Upload and read").click()
    report = page.locator("#reading")
    await expect(report).to_contain_text("Read: 2 products and 5 pages", timeout=LONG_MS)
    await expect(report).to_contain_text("products.csv")
    await has_no_barriers(page)


async def judge(page: Page) -> None:
    """Find one answer right, and write another."""
    await page.get_by_role("link", name="Next step").click()
    await expect(page.locator(".question").first).to_be_visible()
    await has_no_barriers(page)
    await page.get_by_role("button", name="Right").first.click()
    await expect(page.locator("main")).to_contain_text("Judged: 1 of")
    question = page.locator(".question").first
    await question.get_by_text("Correct it").click()
    await question.get_by_label("The right answer").fill("We ship to Iceland on Fridays.")
    await question.get_by_role("button", name="Save the answer").click()
    await expect(page.locator("main")).to_contain_text("Judged: 2 of")


async def dress_the_chat(page: Page) -> None:
    await page.get_by_role("link", name="Next step").click()
    await page.get_by_label("Colour").fill("#5a143c")
    await page.get_by_label("Colour").blur()
    frame = page.frame_locator("#preview")
    await expect(frame.locator("comptoir-chat")).to_be_attached()
    await expect(page.locator("#preview")).to_have_attribute("src", re.compile("5a143c"))
    await page.get_by_role("button", name="Save and go on").click()


async def open_the_desk(page: Page) -> None:
    await has_no_barriers(page)
    await page.get_by_label("Where people answer").select_option("builtin")
    await page.get_by_role("button", name="Save and go on").click()


async def go_live(page: Page, shop_site: ShopSite) -> None:
    """Paste the tag into the shop's page, and see that it is there."""
    await expect(page.locator("code.copy")).to_be_visible()
    await has_no_barriers(page)
    await page.get_by_role("button", name="Look whether").click()
    await expect(page.get_by_role("alert")).to_contain_text("is not on")
    shop_site.tag = await page.locator("code.copy").inner_text()
    await page.get_by_role("button", name="go live").click()
    await expect(page.get_by_role("status").first).to_contain_text("The tag is on")
    await page.get_by_role("link", name="All steps").click()
    await expect(page.locator("main")).to_contain_text("Your shop is live")
