"""What an agent is offered while writing, and what becomes of words that were not sent."""

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from assistant.conversation.ids import ConversationId
from assistant.desk.canned_replies import CannedReply
from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.pages.console_server import Stage
from tests.support.processes.browser import find_barriers, open_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # long journeys of several browsers
]

SORRY = CannedReply(
    reply_id="1",
    shortcut="excuses",
    title="Excuses",
    text_fr="Ici {agent_name}, de {shop_name}.",
    text_en="This is {agent_name} of {shop_name}.",
)


@pytest_asyncio.fixture(loop_scope="session")
async def anna(stage: Stage, shop: Page, enter: Enter) -> ConsolePage:
    """Anna, who has taken a customer's conversation."""
    await stage.console.canned.keep(SORRY)
    chat = await open_widget(shop)
    await chat.ask("A person please")
    anna = ConsolePage(await enter("anna"))
    await anna.open("Someone from our team")
    await anna.button("Take it").click()
    await expect(anna.line("Anna Martin took it")).to_have_count(1)
    return anna


class TestWriting:
    async def test_a_ready_made_reply_is_found_and_its_blanks_are_filled(
        self, anna: ConsolePage
    ) -> None:
        await anna.text.press_sequentially("/exc")
        offered = anna.page.locator("#choices li")
        await expect(offered).to_have_count(1)
        assert await find_barriers(anna.page, within="body") == []
        await anna.text.press("Enter")

        await expect(anna.text).to_have_value("This is Anna of Maison Coton.")
        await expect(offered).to_have_count(0)

    async def test_a_colleague_is_named_in_a_note(self, anna: ConsolePage, enter: Enter) -> None:
        ben = ConsolePage(await enter("ben", "/console?view=mentions"))
        await anna.page.get_by_label("Private note").check(force=True)
        await anna.text.press_sequentially("Look at this @be")
        await expect(anna.page.locator("#choices li")).to_have_text("@Ben Keller")
        await anna.text.press("Tab")
        await anna.text.press("Control+Enter")

        await expect(anna.said("Look at this @Ben Keller")).to_have_class("message note")
        await ben.page.reload()
        await expect(ben.rows).to_have_count(1)

    async def test_an_emoji_is_found_by_its_name(self, anna: ConsolePage) -> None:
        await anna.text.fill("On its way ")
        await anna.button("Emoji").click()
        await anna.page.keyboard.type("parcel")
        assert await find_barriers(anna.page, within="body") == []
        await anna.page.keyboard.press("Enter")

        await expect(anna.text).to_have_value("On its way 📦")
        await expect(anna.text).to_be_focused()


class TestWordsThatWereNotSent:
    async def test_are_there_again_when_the_page_is(self, anna: ConsolePage) -> None:
        await anna.text.fill("Half a sentence")
        await anna.page.reload()

        await expect(anna.text).to_have_value("Half a sentence")
        await expect(anna.page.locator("#stale")).to_be_hidden()

    async def test_are_marked_when_somebody_answered_meanwhile_and_dropped_on_request(
        self, anna: ConsolePage, enter: Enter
    ) -> None:
        await anna.text.fill("I will look into it")
        ben = ConsolePage(await enter("ben"))
        await ben.open("Someone from our team")
        await ben.page.locator("#lock").get_by_role("button").click()
        await ben.reply("Already solved by Ben.")
        await expect(anna.said("Already solved by Ben.")).to_have_count(1)

        await expect(anna.page.locator("#stale")).to_be_visible()
        await anna.page.reload()
        await expect(anna.page.locator("#stale")).to_be_visible()
        await anna.button("Drop the draft").click()

        await expect(anna.text).to_have_value("")
        await anna.page.reload()
        await expect(anna.text).to_have_value("")

    async def test_say_why_and_go_out_once_when_they_are_tried_again(
        self, anna: ConsolePage, shop: Page, stage: Stage
    ) -> None:
        await anna.page.route("**/write*", lambda route: route.abort())
        await anna.reply("Hello through a bad network.")
        failed = anna.log.locator(".message.failed")
        await expect(failed).to_contain_text("no connection")

        await anna.page.unroute("**/write*")
        await failed.get_by_role("button", name="Try again").click()

        await expect(anna.said("Hello through a bad network.")).to_have_count(1)
        await expect(
            shop.locator("comptoir-chat article").filter(has_text="Hello through")
        ).to_have_count(1)
        one = ConversationId(anna.page.url.split("/c/")[1].split("?")[0])
        texts = [getattr(s.event, "text", "") for s in (await stage.chat.log.read(one)).events]
        assert texts.count("Hello through a bad network.") == 1


class TestColleagues:
    async def test_see_who_looks_and_who_writes(self, anna: ConsolePage, enter: Enter) -> None:
        ben = ConsolePage(await enter("ben"))
        await ben.open("Someone from our team")
        await expect(ben.page.locator("#viewers")).to_have_text("Anna Martin is looking at this")

        await anna.text.press_sequentially("Hel")

        await expect(ben.page.locator("#viewers")).to_have_text("Anna Martin is writing")
