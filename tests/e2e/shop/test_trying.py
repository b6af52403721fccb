"""Somebody of the shop tries the assistant, saves the question, and has it played."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.setup.walk import SCHEMES, has_no_barriers
from tests.support.pages.console_page import ConsolePage
from tests.support.processes.browser import find_barriers, new_customer
from tests.support.processes.comptoir import Tree
from tests.support.processes.demo_desk import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # the demo's processes, and axe on four pages
]

ASKED = "How long do I have to return an item?"
LATER_MS = 30_000  # a worker asks within seconds, on a machine that does much else


@pytest_asyncio.fixture(loop_scope="session")
async def noor(browser: Browser, shop: Tree) -> AsyncIterator[Page]:
    async with new_customer(browser, shop.base_url) as context:
        page = await context.new_page()
        await sign_in(shop, ConsolePage(page), "noor")
        yield page


async def is_never_too_wide(page: Page) -> None:
    before = page.viewport_size
    assert before is not None
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.set_viewport_size(before)


class TestTrying:
    async def test_tells_the_way_of_an_answer_which_is_saved_and_asked(self, noor: Page) -> None:
        await noor.goto("/console/try")
        await has_no_barriers(noor)
        await noor.get_by_label("Your message").focus()
        await noor.keyboard.type(ASKED)
        await noor.keyboard.press("Enter")  # the whole way by keyboard

        await expect(noor.locator(".talk .assistant")).to_contain_text("30 days")
        sources = noor.locator(".talk .assistant details")
        await sources.locator("summary").press("Enter")  # as the widget shows them
        await expect(sources.get_by_role("link").first).to_be_visible()
        way = noor.get_by_role("region", name="The whole way")
        await expect(way).to_contain_text("Answer from the shop's texts")
        await expect(way).to_contain_text("Every fact stands in the shop's texts")
        await has_no_barriers(noor)
        await is_never_too_wide(noor)

        await noor.get_by_role("link", name="Save as a question").click()
        await expect(noor.get_by_label("First words", exact=True)).to_have_value(ASKED)
        await noor.get_by_label("Words that must be said", exact=True).fill("30 days")
        await has_no_barriers(noor)
        await noor.get_by_role("button", name="Save", exact=True).click()
        await expect(noor.get_by_role("status").first).to_contain_text("Saved.")

        await noor.goto("/console/runs")
        await has_no_barriers(noor)
        await noor.get_by_role("button", name="Play now").click()
        await expect(noor.get_by_text("As they must be: 1")).to_be_visible(timeout=LATER_MS)
        await has_no_barriers(noor)
        await noor.goto("/console/rehearsals")
        await expect(noor.get_by_text("As it must be").first).to_be_visible()
        await has_no_barriers(noor)
        await is_never_too_wide(noor)

    async def test_leads_to_the_newest_reply_on_a_phone(self, noor: Page) -> None:
        await noor.set_viewport_size({"width": 390, "height": 844})
        await noor.goto("/console/try")
        for text in (ASKED, "And who pays for the return?"):
            await noor.get_by_label("Your message").fill(text)
            await noor.get_by_role("button", name="Send").click()
            await expect(noor.locator(".talk .customer").last).to_contain_text(text)
            newest = noor.locator(".talk .assistant").last
            await expect(newest).to_be_focused()
            place = await newest.bounding_box()
            assert place is not None
            assert 0 <= place["y"] < 844 / 2  # its beginning is read without a move

    @pytest.mark.parametrize("width", [390, 1280])
    async def test_shows_cards_and_buttons_as_customers_see_them(
        self, noor: Page, width: int
    ) -> None:
        await noor.set_viewport_size({"width": width, "height": 844})
        await noor.goto("/console/try")
        talk = noor.locator(".talk")
        await talk.get_by_label("Your message").fill("waterproof boots under 80 EUR")
        await talk.get_by_role("button", name="Send").click()
        await expect(talk.locator(".card").first).to_be_visible(timeout=LATER_MS)
        picture = talk.locator(".card img").first
        await expect(picture).to_have_js_property("complete", value=True)
        assert await picture.evaluate("one => one.naturalWidth") > 0
        for scheme in SCHEMES:
            await noor.emulate_media(color_scheme=scheme)
            assert await find_barriers(noor, within=".talk") == []
        await is_never_too_wide(noor)

        chip = talk.locator(".quick button").first
        said = await chip.get_attribute("aria-label") or await chip.inner_text()
        await chip.press("Enter")
        await expect(talk.locator(".customer").last).to_contain_text(said)

        await talk.get_by_role("button", name="New conversation").click()
        await talk.get_by_role("button", name="Start over").click()
        await expect(talk.locator(".customer")).to_have_count(0)

    async def test_comes_before_a_table_that_would_turn_a_question_red(self, noor: Page) -> None:
        await noor.goto("/console/autonomy")
        await noor.locator("select[name='topics.returns.level']").select_option("human_only")
        await noor.get_by_label(re.compile("Why|Reason|Note")).first.fill("only people")
        await noor.locator("form[action$=rows] button.primary").click()

        await expect(noor.get_by_text("1 turned red")).to_be_visible(timeout=LATER_MS)
        await expect(noor.get_by_text("This change is not live yet")).to_be_visible()
        await noor.get_by_role("link", name="Back without a change").click()

        await expect(noor.locator("select[name='topics.returns.level']")).to_have_value("automate")
