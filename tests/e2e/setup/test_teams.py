"""A team is made, peopled and given hours; a conversation goes to it and stays its."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.setup.conftest import NewShop
from tests.e2e.setup.steps import introduce
from tests.e2e.setup.walk import has_no_barriers
from tests.support.pages.console_page import ConsolePage
from tests.support.patience import until
from tests.support.processes.comptoir import Customer, new_client

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a whole tree of processes, from nothing
    pytest.mark.asyncio(loop_scope="session"),
]


async def hire(page: Page, name: str) -> None:
    await page.goto("/console/staff")
    await page.locator("#add + form").get_by_label("Name").fill(name)
    await page.locator("#add + form").get_by_label("E-mail").fill("ben@lune.example")
    await page.get_by_role("button", name="Add").click()
    await expect(page.locator("#code")).to_be_visible()


async def shown_after_reloading(page: Page, wanted: Locator) -> None:
    """Look again until the whole application has the new settings, which takes it a moment."""

    async def is_there() -> bool:
        await page.reload()
        return await wanted.count() > 0

    await until(is_there, within_s=30, every_s=0.2)


async def make_team(page: Page) -> str:
    """Add the team Sizes with Ben in it, and return the address of its page."""
    await page.goto("/console/teams")
    await page.get_by_label("Name of the team").fill("Sizes")
    await page.get_by_role("button", name="Add a team").click()
    await page.get_by_label("Ben Keller").check()
    await page.get_by_role("button", name="Save who is in it").click()
    await expect(page.locator(".said")).to_have_text("Saved who is in it.")
    await has_no_barriers(page)
    return re.sub(r"\?.*", "", page.url)


async def give_hours(page: Page) -> None:
    await page.get_by_role("link", name="Set its hours").click()
    hours = page.locator("#team-sizes")
    await hours.get_by_label("Hours of this team").select_option("own")
    await hours.get_by_label("Monday").fill("09:00-12:00")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".said")).to_contain_text("Saved")
    await has_no_barriers(page)


async def transfer(page: Page, desk: ConsolePage, conversation: str) -> None:
    """Give the conversation to the team."""
    await page.goto(conversation)
    menu = page.locator("form[action$=assign]")
    await shown_after_reloading(page, menu.locator("option", has_text="Team Sizes"))
    await page.locator("#menu-more > summary").click()
    await menu.get_by_role("combobox").select_option("team:sizes")
    await menu.get_by_role("button").click()
    await expect(desk.line("Moved to the queue of Sizes")).to_have_count(1)


class TestATeam:
    async def test_keeps_its_conversation_its_people_and_its_hours_under_any_name(
        self, page: Page, new_shop: NewShop
    ) -> None:
        await page.goto(new_shop.link)
        await expect(page.get_by_label("One-time code")).not_to_have_value("")
        await introduce(page)
        await expect(page.locator("main")).to_contain_text("Left to do")
        await hire(page, "Ben Keller")
        team = await make_team(page)
        await give_hours(page)
        async with new_client(new_shop.tree.base_url) as client:
            customer = await Customer.arrive(client, "en")
            await customer.say("Which size fits me?")
        conversation = f"/console/c/{customer.url.rpartition('/')[2]}"
        desk, hours = ConsolePage(page), page.locator("#team-sizes")
        await transfer(page, desk, conversation)

        await page.goto(team)
        await page.get_by_label("Name of the team").fill("Fitting room")
        await page.get_by_role("button", name="Rename").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Fitting room")
        await has_no_barriers(page)
        renamed = page.url
        await page.goto(conversation)
        await shown_after_reloading(page, desk.line("Moved to the queue of Fitting room"))
        await expect(desk.row("Which size fits me?")).to_contain_text("Fitting room")
        await page.goto("/console/hours")
        await expect(hours).to_contain_text("Hours of the team Fitting room")
        await expect(hours.get_by_label("Monday")).to_have_value("09:00-12:00")

        await page.goto(renamed)
        await page.get_by_role("button", name="Take back").click()
        await expect(page.locator(".said")).to_have_text("Taken back.")
        await page.goto(team)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sizes")
        await expect(page.get_by_label("Ben Keller")).to_be_checked()
        await page.goto(conversation)
        await shown_after_reloading(page, desk.line("Moved to the queue of Sizes"))
