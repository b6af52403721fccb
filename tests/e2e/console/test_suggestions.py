"""What the assistant would say, and a person looks at first."""

from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import expect

from assistant.conversation.events import ReplyWritten, SuggestionDecided
from assistant.conversation.ids import ConversationId
from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.pages.console_server import Stage
from tests.support.seeds.console_conversations import seed

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REFUND = ConversationId("s3refund")


@pytest_asyncio.fixture(loop_scope="session")
async def anna(stage: Stage, enter: Enter) -> ConsolePage:
    """Anna, who looks at what the assistant suggests."""
    await seed(stage.chat.log, datetime.now(UTC))
    return ConsolePage(await enter("anna", f"/console/c/{REFUND}"))


class TestASuggestion:
    async def test_is_edited_and_sent_and_the_pair_is_kept(
        self, anna: ConsolePage, stage: Stage
    ) -> None:
        card = anna.page.locator("#suggestion")
        await expect(card).to_contain_text("within 5 working days")
        await expect(card.get_by_role("link", name="Delivery")).to_be_visible()
        await card.get_by_text("Edit", exact=True).click()
        await card.get_by_label("The edited answer").fill("Refunds take 5 working days, promised.")
        await card.get_by_role("button", name="Send edited").click()

        await expect(anna.said("Refunds take 5 working days, promised.")).to_have_count(1)
        await expect(card).to_have_count(0)
        events = [stored.event for stored in (await stage.chat.log.read(REFUND)).events]
        decided = [one for one in events if isinstance(one, SuggestionDecided)]
        sent = [one for one in events if isinstance(one, ReplyWritten)]
        assert [(one.outcome, one.by, one.message_id) for one in decided] == [
            ("edited", "anna", sent[-1].message_id)
        ]

    async def test_is_sent_as_it_is(self, anna: ConsolePage) -> None:
        await (
            anna.page.locator("#suggestion").get_by_role("button", name="Send", exact=True).click()
        )

        await expect(anna.said("Refunds are made within 5 working days")).to_have_count(1)
        await expect(anna.line("sent the assistant's suggestion")).to_have_count(1)
        await expect(anna.page.locator("#head .status")).to_have_text("Assistant")

    async def test_is_rejected_and_answered_by_hand(self, anna: ConsolePage) -> None:
        await anna.button("Reject").click()

        await expect(anna.line("rejected the assistant's suggestion")).to_have_count(1)
        await anna.reply("Let me look at your refund.")
        await expect(anna.said("Let me look at your refund.")).to_have_count(1)

    async def test_is_decided_by_one_of_two(self, anna: ConsolePage, enter: Enter) -> None:
        ben = ConsolePage(await enter("ben", f"/console/c/{REFUND}"))
        await expect(ben.button("Reject")).to_be_visible()
        await ben.page.evaluate("() => document.querySelector('#head').removeAttribute('id')")
        await (
            anna.page.locator("#suggestion").get_by_role("button", name="Send", exact=True).click()
        )
        await expect(anna.page.locator("#suggestion")).to_have_count(0)

        await ben.button("Reject").click()

        await expect(ben.notice).to_have_text("Somebody was quicker.")
