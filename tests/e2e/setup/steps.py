"""The steps of the set-up, as whoever owns a shop walks through them."""

import re
from pathlib import Path
from typing import Literal

from playwright.async_api import Page, expect

from tests.e2e.setup.conftest import NewShop, ShopSite
from tests.support.processes.browser import find_barriers

CORRECTED = "We ship to Iceland on Fridays."
LONG_MS = 240_000  # to read a shop and to ask a hundred questions, on a busy machine
PASSWORD = "a long enough sentence of mine"


async def has_no_barriers(page: Page) -> None:
    """Check a page with axe, by day and by night, at a desk and on a phone."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme)
        for width in (390, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            barriers = await find_barriers(page, within="body")
            assert barriers == [], f"{page.url} {scheme} {width}: {barriers}"


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


async def judge(page: Page) -> str:
    """Find one answer right, write another, leave one to people; return the corrected question."""
    await page.get_by_role("link", name="Next step").click()
    await expect(page.locator(".question").first).to_be_visible()
    await has_no_barriers(page)
    await page.get_by_role("button", name="Right").first.click()
    await expect(page.locator("main")).to_contain_text("Judged: 1 of")
    question = page.locator(".question").first
    asked = await question.get_by_role("heading").inner_text()
    await question.get_by_text("Correct it").click()
    right = question.get_by_label("The right answer")
    await right.fill("I'll refund you at once.")
    await question.get_by_role("button", name="Save the answer").click()
    await expect(page.get_by_role("alert")).to_contain_text("promises something done")
    await right.fill(CORRECTED)
    await question.get_by_role("button", name="Save the answer").click()
    await expect(page.get_by_role("status")).to_contain_text(CORRECTED)
    await expect(page.locator("main")).to_contain_text("Judged: 2 of")
    await page.locator(".question").first.get_by_role("button", name="A person").click()
    await expect(page.locator(".judged")).to_contain_text("by a person")
    await has_no_barriers(page)
    return asked


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
