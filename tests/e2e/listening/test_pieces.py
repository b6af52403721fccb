"""Customers who write one request in several messages, on the page and on phones."""

import pytest
from playwright.async_api import Page, expect

from tests.support.processes.browser import Widget, open_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a shop of its own, whose worker waits for real people
    pytest.mark.asyncio(loop_scope="session"),
]
_ANSWER_MS = 60_000  # on a machine that does much else


async def write(widget: Widget, text: str) -> None:
    """Type a message as people do, and send it."""
    await widget.input.press_sequentially(text, delay=30)
    await widget.input.press("Enter")


class TestACustomerOnThePage:
    async def test_who_writes_three_pieces_gets_one_reply(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        for piece in ("bonjour", "c'est pour un retour", "combien de temps j'ai pour renvoyer ?"):
            await write(widget, piece)

        reply = await widget.answered("30 jours")
        await expect(widget.questions).to_have_count(3)
        await expect(widget.replies).to_have_count(1)
        await expect(reply).to_be_visible()

    async def test_who_types_on_is_not_answered_meanwhile(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await write(widget, "do you have a raincoat")
        async with page.expect_request(lambda request: request.url.endswith("/typing")):
            await widget.input.press_sequentially("for a child of 6", delay=200)
        await expect(widget.replies).to_have_count(0)
        await widget.input.press("Enter")

        await expect(widget.replies).to_have_count(1, timeout=_ANSWER_MS)
        await expect(widget.questions).to_have_count(2)

    async def test_who_sends_two_messages_at_once_gets_one_reply(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await page.evaluate(
            """() => {
              const chat = document.querySelector("comptoir-chat");
              chat.ask("How long do I have to return an item?");
              chat.ask("And is it free?");
            }"""
        )

        await widget.answered("30 days")
        await expect(widget.questions).to_have_count(2)
        await expect(widget.replies).to_have_count(1)


@pytest.mark.parametrize("channel", ["WhatsApp", "Messenger"])
async def test_a_request_in_pieces_from_a_phone_gets_one_reply(page: Page, channel: str) -> None:
    await page.goto("/phone?lang=fr")
    await page.get_by_role("button", name=channel, exact=True).click()
    words = page.get_by_label("Votre message")
    for piece in ("Bonjour", "je cherche des bottes imperméables", "à moins de 80 €"):
        await words.fill(piece)
        await words.press("Enter")
    theirs = page.locator(".item:not(.mine)")

    found = theirs.filter(has_text="Bottes de pluie Aber").first
    await expect(found).to_be_visible(timeout=_ANSWER_MS)
    await expect(page.locator(".item.mine")).to_have_count(3)
    await expect(theirs.filter(has_text="assistant automatique")).to_have_count(1)
