"""Whatever stands in a conversation stays text, in the widget and on the console."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, expect

from assistant.conversation.events import (
    ConversationClaimed,
    CustomerWrote,
    NoteWritten,
    ReplyWritten,
)
from assistant.conversation.ids import AccountId, AgentId, ConversationId, MessageId
from assistant.conversation.message import Card, Source
from tests.support.memory.assemblies.web_chat import a_reply
from tests.support.pages.console_server import Stage
from tests.support.patience import until
from tests.support.processes.browser import new_customer, open_widget
from tests.support.processes.watched_browser import Watched
from tests.support.seeds.hostile_markup import hostile_texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # draws a thousand messages
    pytest.mark.asyncio(loop_scope="session"),
]

LAST = "That was all."
ADD = "(text) => document.body.insertAdjacentHTML('beforeend', text)"


async def say_all(stage: Stage, conversation_id: ConversationId) -> int:
    """Write every text in every place that is shown; return how many there are."""
    texts = hostile_texts()
    for number, text in enumerate(texts):
        wrote = CustomerWrote(
            conversation_id=conversation_id,
            at=datetime.now(UTC),
            message_id=MessageId(f"hostile-{number}"),
            text=text,
        )
        await stage.chat.log.accept(
            wrote, account_id=AccountId("widget"), provider_message_id=wrote.message_id
        )
        note = NoteWritten(
            conversation_id=conversation_id,
            at=datetime.now(UTC),
            note_id=MessageId(f"note-{number}"),
            by=AgentId("ben"),
            text=text,
        )
        await stage.chat.log.append(conversation_id, [a_hostile_reply(conversation_id, text), note])
    for text in texts[::20]:
        claimed = ConversationClaimed(
            conversation_id=conversation_id,
            at=datetime.now(UTC),
            agent_id=AgentId("anna"),
            agent_name=text,
        )
        await stage.chat.log.append(conversation_id, [claimed])
    await stage.chat.log.append(conversation_id, [a_reply(conversation_id, LAST)])
    return len(texts)


def a_hostile_reply(conversation_id: ConversationId, text: str) -> ReplyWritten:
    source = Source(title=text, url=text, quote=text, language="en", score=0.9)
    card = Card(
        product_id=text,
        title=text,
        subtitle=text,
        price=text,
        availability=text,
        url=text,
        image_url="" if "//" in text else text,  # pictures may be of any host
        add=text,
    )
    reply = a_reply(conversation_id, text)
    return replace(reply, sources=(source,), cards=(card,), quick_replies=(text,), agent_name=text)


class TestHostileMarkup:
    async def test_runs_where_a_page_takes_it_for_its_own(
        self, browser: Browser, stage: Stage
    ) -> None:
        # No customer's browser: some of the texts that run throw, late or soon.
        async with await browser.new_context(base_url=stage.base_url) as context:
            watched = await Watched.watch(context, stage.base_url)
            page = await context.new_page()
            await page.goto("/health")
            for text in (one for one in hostile_texts() if "refresh" not in one):  # it leaves
                await page.evaluate(ADD, text)

            async def has_harmed() -> bool:
                return await page.evaluate("window.ran") > 30 and len(watched.elsewhere) > 10

            await until(has_harmed)
            acting = len(await watched.harm(page)) - len(watched.elsewhere) - 1
            assert acting > 100

    async def test_neither_runs_nor_fetches_anything(self, browser: Browser, stage: Stage) -> None:
        async with new_customer(browser, stage.base_url) as context:
            watched = await Watched.watch(context, stage.base_url)
            shop = await context.new_page()
            await shop.goto("/en")
            chat = await open_widget(shop)
            await chat.ask("Can I return it?")
            await chat.answered("30 days")
            first = (await stage.chat.log.tail(0, limit=1))[0].event
            conversation = first.conversation_id
            count = await say_all(stage, conversation)

            await shop.reload()
            await expect(chat.replies.filter(has_text=LAST)).to_have_count(1)
            await expect(chat.questions).to_have_count(count + 1)
            assert await watched.harm(shop) == [0]

        async with new_customer(browser, stage.base_url) as context:
            watched = await Watched.watch(context, stage.base_url)
            desk = await context.new_page()
            await desk.goto("/enter/anna")
            await desk.goto(f"/console/c/{conversation}")
            await expect(desk.get_by_text(LAST).first).to_be_visible()
            said = desk.get_by_role("log").locator("article")
            assert await said.count() >= 3 * count  # messages, replies and notes
            assert await watched.harm(desk) == [0]
