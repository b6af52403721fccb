"""The steps of the set-up, as whoever owns a shop walks through them."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from tests.e2e.setup.conftest import NewShop, ShopSite
from tests.e2e.setup.walk import Walk
from tests.support.processes.browser import Widget, open_widget

CORRECTED = "We ship to Iceland on Fridays."
LONG_MS = 240_000  # to read a shop and to ask a hundred questions, on a busy machine
PASSWORD = "a long enough sentence of mine"


async def introduce(page: Page) -> None:
    await page.get_by_label("Your name").fill("Lea Roux")
    await page.get_by_label("E-mail address").fill("lea@lune.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make my account").click()


async def claim(walk: Walk, new_shop: NewShop) -> None:
    """Open the link that the server printed, and make the first account."""
    page = walk.page
    await page.goto(new_shop.link)
    await expect(page.get_by_label("One-time code")).not_to_have_value("")
    assert page.url == f"{new_shop.tree.base_url}/set-up"  # the code is in no history
    await walk.has_no_barriers()
    await introduce(page)
    await expect(page.locator("main")).to_contain_text("Left to do: 3")
    await walk.has_no_barriers()


async def name_the_shop(walk: Walk, new_shop: NewShop) -> None:
    page = walk.page
    await page.get_by_role("link", name="Your shop").click()
    await walk.has_no_barriers()
    await page.get_by_label("Name of the shop").fill("Maison Lune")
    await page.get_by_label("Address of the shop").fill(new_shop.site)
    await page.get_by_label("Français").uncheck()
    await page.get_by_label("Main language").select_option("en")
    await page.get_by_label("Country").fill("FR")
    await page.get_by_role("button", name="Save and go on").click()


async def upload(walk: Walk, named: list[Path]) -> None:
    """Upload a catalogue and pages, and read the report: one row has no price."""
    page = walk.page
    await walk.has_no_barriers()
    await page.get_by_label("Choose files").set_input_files(named)
    await page.get_by_role("button", name="Upload and read").click()
    report = page.locator("#reading")
    await expect(report).to_contain_text("Read: 2 products and 5 pages", timeout=LONG_MS)
    await expect(report).to_contain_text("products.csv")
    await walk.has_no_barriers()


async def judge(walk: Walk) -> str:
    """Find one answer right, write another, leave one to people; return the corrected question."""
    page = walk.page
    await page.get_by_role("link", name="Next step").click()
    await expect(page.locator(".question").first).to_be_visible()
    await walk.has_no_barriers()
    await page.get_by_role("button", name="Right").first.click()
    await expect(page.locator("main")).to_contain_text("Judged: 1 of")
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.locator("main")).to_contain_text("Judged: 0 of")
    await page.get_by_role("button", name="Right").first.click()
    question = page.locator(".question").first
    asked = await question.get_by_role("heading").inner_text()
    await question.get_by_text("Correct it").click()
    right = question.get_by_label("The right answer")
    await right.fill("I'll refund you at once.")
    await question.get_by_role("button", name="Save the answer").click()
    await expect(page.get_by_role("alert")).to_contain_text("promises something done")
    await right.fill(CORRECTED)
    await question.get_by_role("button", name="Save the answer").click()
    await expect(page.locator("section.said")).to_contain_text(CORRECTED)
    await expect(page.locator("main")).to_contain_text("Judged: 2 of")
    await page.locator(".question").first.get_by_role("button", name="A person").click()
    await expect(page.locator("main")).to_contain_text("Judged: 3 of")
    await page.get_by_role("link", name="After", exact=True).click()
    await expect(page.get_by_role("navigation", name="Pages")).to_contain_text("Page 2 of")
    await walk.has_no_barriers()
    await page.get_by_role("link", name=re.compile("^Judged")).click()
    await expect(page.locator(".question")).to_have_count(3)
    await expect(page.locator("main")).to_contain_text("Answered by a person")
    await walk.has_no_barriers()
    return asked


async def dress_the_chat(walk: Walk) -> None:
    page = walk.page
    await page.get_by_role("link", name="Next step").click()
    await walk.has_no_barriers()
    await page.get_by_label("Colour").fill("#5a143c")
    await page.get_by_label("Colour").blur()
    frame = page.frame_locator("#preview")
    await expect(frame.locator("comptoir-chat")).to_be_attached()
    await expect(page.locator("#preview")).to_have_attribute("src", re.compile("5a143c"))
    await page.get_by_role("button", name="Save and go on").click()


async def open_the_desk(walk: Walk) -> None:
    page = walk.page
    await walk.has_no_barriers()
    await page.get_by_label("Where people answer").select_option("builtin")
    await page.get_by_role("button", name="Save and go on").click()


async def go_live(walk: Walk, shop_site: ShopSite) -> None:
    """Paste the tag into the shop's page, and see that it is there."""
    page = walk.page
    await expect(page.locator("code.copy")).to_be_visible()
    await walk.has_no_barriers()
    await page.get_by_role("button", name="Look whether").click()
    await expect(page.get_by_role("alert")).to_contain_text("is not on")
    shop_site.tag = await page.locator("code.copy").inner_text()
    await page.get_by_role("button", name="go live").click()
    await expect(page.get_by_role("status").first).to_contain_text("The tag is on")
    await page.get_by_role("link", name="All steps").click()
    await expect(page.locator("main")).to_contain_text("Your shop is live")


async def leave_for_the_tag(page: Page) -> None:
    await page.get_by_role("link", name="All steps").click()
    await page.get_by_role("link", name="The tag, and go live").click()


async def ask_on_the_shops_page(walk: Walk, new_shop: NewShop) -> Widget:
    """Ask the first question, on the shop's own page, which is of another origin."""
    await new_shop.tree.ready()
    await walk.page.goto(new_shop.site)
    widget = await open_widget(walk.page)
    await widget.ask("How many days do I have to return an item?")
    await widget.answered("within 45 days")
    return widget
