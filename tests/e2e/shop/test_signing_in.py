"""A customer signs in at the shop, and the conversation is theirs."""

import pytest
from playwright.async_api import Page, expect

from assistant.conversation.events import ConversationStarted, IdentityProven
from integrations.stores.sql import open_event_log
from tests.support.patience import until
from tests.support.processes.comptoir import Tree

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def proofs(shop: Tree) -> list[IdentityProven]:
    async with open_event_log(f"sqlite:///{shop.data_dir / 'comptoir.db'}") as log:
        events = [stored.event for stored in await log.tail(0, limit=10_000)]
    started = [event for event in events if isinstance(event, ConversationStarted)]
    return [
        event
        for event in events
        if isinstance(event, IdentityProven)
        and event.conversation_id == started[-1].conversation_id
    ]


async def ask(page: Page, text: str) -> None:
    chat = page.locator("comptoir-chat")
    await chat.locator(".launcher").click()
    await chat.locator("#input").fill(text)
    await chat.locator("#input").press("Enter")
    await expect(chat.locator(".message.assistant .bubble").first).to_be_visible(timeout=20_000)


class TestSigningIn:
    async def test_before_the_chat_proves_who_asks(self, shop: Tree, page: Page) -> None:
        await page.goto(f"{shop.base_url}/en/")
        await page.get_by_label("Try it with an account:").select_option("lea-le-goff")
        await expect(page.locator("[data-mailbox]")).to_be_visible()

        await ask(page, "How long do I have to return an item?")

        [proven] = await proofs(shop)
        assert (proven.customer_id, proven.method) == ("lea-le-goff", "signed_in")

    async def test_during_the_chat_proves_who_asked(self, shop: Tree, page: Page) -> None:
        await page.goto(f"{shop.base_url}/fr/")
        await ask(page, "Quels sont les délais de livraison ?")
        assert await proofs(shop) == []
        await page.keyboard.press("Escape")

        await page.get_by_label("Essayez avec un compte").select_option("hugo-lambert")

        async def is_proven() -> object:
            return await proofs(shop)

        await until(is_proven)
        assert [proven.customer_id for proven in await proofs(shop)] == ["hugo-lambert"]

    async def test_out_takes_the_conversation_along(self, shop: Tree, page: Page) -> None:
        await page.goto(f"{shop.base_url}/en/")
        await page.get_by_label("Try it with an account:").select_option("lea-le-goff")
        await ask(page, "How long do I have to return an item?")
        await page.keyboard.press("Escape")

        await page.get_by_label("Try it with an account:").select_option("hugo-lambert")
        chat = page.locator("comptoir-chat")
        await chat.locator(".launcher").click()

        await expect(chat.locator(".message.assistant .bubble")).to_have_count(0)
        await chat.locator("#input").fill("How long do I have to return an item?")
        await chat.locator("#input").press("Enter")
        await expect(chat.locator(".message.assistant .bubble").first).to_be_visible(timeout=20_000)
        [proven] = await proofs(shop)
        assert proven.customer_id == "hugo-lambert"
