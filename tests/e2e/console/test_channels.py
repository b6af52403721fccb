"""Agents answer on WhatsApp and Messenger as far as those let them, and see what came of it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from tests.e2e.console.conftest import Enter
from tests.support.pages.console_page import ConsolePage
from tests.support.pages.console_server import Stage
from tests.support.processes.browser import find_barriers
from tests.support.seeds.channel_conversations import Story, asked_and_gone, every_kind

TOLD_IN = timedelta(seconds=64)
"""That `asked_and_gone` takes up to the customer's last message."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # long journeys of several browsers
]


async def tell(stage: Stage, name: str, channel: ChannelKind, age: timedelta) -> Story:
    return Story(stage.chat.log, stage.chat.files, name, channel, datetime.now(UTC) - age)


async def written(stage: Stage, name: str) -> list[ReplyWritten]:
    record = await stage.chat.log.read(ConversationId(name))
    return [s.event for s in record.events if isinstance(s.event, ReplyWritten)]


class TestWhatCustomersSend:
    async def test_is_shown_whatever_it_is(self, stage: Stage, enter: Enter) -> None:
        story = await tell(stage, "wa", ChannelKind.WHATSAPP, timedelta(minutes=30))
        await every_kind(story)
        page = await enter("anna", "/console/c/wa")
        console = ConsolePage(page)

        for words in (
            "Came from: Manteau Brume",
            "Pressed",
            "etiquette.png",
            "being fetched",
            "virus scanner",
            "12 rue des Lilas",
            "Léa Durand",
            "MANTEAU-40",
            "edited",
            "deleted this message",
            "❤️",
            "Read",
            "cannot be reached",
        ):
            await expect(console.said(words).first).to_be_attached()
        await expect(console.said("Taille 38")).to_have_count(0)
        await expect(console.line("STOP")).to_be_attached()
        await expect(page.get_by_text("answer only what they ask")).to_be_visible()
        assert await find_barriers(page, within="body") == []

    async def test_is_shown_as_it_comes_below_a_reply_that_failed(
        self, stage: Stage, enter: Enter
    ) -> None:
        story = await tell(stage, "wa", ChannelKind.WHATSAPP, timedelta(minutes=30))
        await every_kind(story)
        page = await enter("anna", "/console/c/wa")
        console = ConsolePage(page)
        await expect(console.said("cannot be reached").first).to_be_attached()

        await story.wrote("Et en taille 42 ?")

        await expect(console.said("Et en taille 42 ?").first).to_be_visible()

    async def test_brings_its_files_to_who_may_read_them(self, stage: Stage, enter: Enter) -> None:
        story = await tell(stage, "wa", ChannelKind.WHATSAPP, timedelta(minutes=30))
        await every_kind(story)
        page = await enter("anna", "/console/c/wa")
        picture = page.locator(".sent-files img")

        await expect(picture).to_have_js_property("complete", value=True)
        assert await picture.evaluate("(one) => one.naturalWidth") == 1


class TestTheComposer:
    async def test_sends_a_template_when_whatsapp_takes_nothing_else(
        self, stage: Stage, enter: Enter
    ) -> None:
        await asked_and_gone(await tell(stage, "wa", ChannelKind.WHATSAPP, timedelta(hours=30)))
        page = await enter("anna", "/console/c/wa")
        await expect(page.get_by_label("Reply", exact=True)).to_be_disabled()
        await page.get_by_text("Choose a template").click()
        await page.get_by_text("commande prete").click()
        template = page.locator(".template[open]")
        await template.get_by_label("Value 1 of the title").fill("BM-1042")
        await template.get_by_label("Value 1", exact=True).fill("Ana")
        await template.get_by_label("Value 2", exact=True).fill("samedi")
        await expect(template.locator(".preview-of")).to_contain_text(
            "Bonjour Ana, votre commande vous attend"
        )
        assert await find_barriers(page, within="body") == []
        await template.get_by_role("button", name="Send the template").click()

        sent = ConsolePage(page).said("Bonjour Ana")
        await expect(sent).to_contain_text("Template commande prete")
        reply = (await written(stage, "wa"))[-1]
        assert reply.template is not None
        assert reply.template.body == ("Ana", "samedi")
        state = Conversation.fold(
            ConversationId("wa"),
            [s.event for s in (await stage.chat.log.read(ConversationId("wa"))).events],
        )
        assert state.unanswered == ()

    async def test_says_until_when_a_persons_words_go_out(self, stage: Stage, enter: Enter) -> None:
        await asked_and_gone(await tell(stage, "ms", ChannelKind.MESSENGER, timedelta(days=2)))
        page = await enter("anna", "/console/c/ms")
        console = ConsolePage(page)

        await expect(page.get_by_text("marked as a person's")).to_be_visible()
        await console.reply("Oui, il en reste deux.")
        await expect(console.said("il en reste deux")).to_be_visible()

    async def test_takes_notes_only_once_messenger_takes_nothing(
        self, stage: Stage, enter: Enter
    ) -> None:
        await asked_and_gone(await tell(stage, "ms", ChannelKind.MESSENGER, timedelta(days=8)))
        page = await enter("anna", "/console/c/ms")

        await expect(page.get_by_text("takes nothing any more")).to_be_visible()
        await expect(page.get_by_label("Reply", exact=True)).to_be_disabled()

    async def test_closes_by_itself_and_keeps_the_draft(self, stage: Stage, enter: Enter) -> None:
        almost = timedelta(hours=23, minutes=59, seconds=54)
        story = await tell(stage, "wa", ChannelKind.WHATSAPP, almost + TOLD_IN)
        await asked_and_gone(story)
        page: Page = await enter("anna", "/console/c/wa")
        await page.locator("#text").fill("Je vérifie et je reviens")

        await expect(page.get_by_text("approved templates only")).to_be_visible(timeout=15_000)
        await expect(page.locator("#text")).to_have_value("Je vérifie et je reviens")
