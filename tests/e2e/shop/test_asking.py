"""What customers ask in the demo shop, and what they get."""

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.support.processes.browser import Widget, open_widget

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def cards_of(reply: Locator) -> Locator:
    return reply.locator("ul.cards").get_by_role("link")


async def last_reply(widget: Widget, count: int) -> Locator:
    """Wait until so many replies came; return the last."""
    await expect(widget.replies).to_have_count(count)
    return widget.replies.last


class TestACustomer:
    async def test_asks_in_french_and_reads_where_the_answer_stands(
        self, page: Page, customer: BrowserContext
    ) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("Combien de temps pour renvoyer un article ?")

        reply = await widget.answered("30 jours")
        await reply.locator("summary").click()
        await expect(reply.locator("blockquote").first).to_contain_text("30 jours")
        async with customer.expect_page() as opened:
            await reply.locator("figcaption").get_by_role("link").first.click()
        beside = await opened.value
        await expect(beside.get_by_role("main")).to_contain_text("30 jours")
        await Widget(beside).answered("30 jours")  # the conversation came along

    async def test_asks_in_english(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await widget.ask("How long do I have to return an item?")

        reply = await widget.answered("30 days")
        await expect(reply.locator(".bubble")).to_have_attribute("lang", "en")

    async def test_is_answered_in_the_language_of_the_question_not_of_the_page(
        self, page: Page
    ) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("How much does it cost to have a parcel delivered to my home?")

        reply = await last_reply(widget, 1)
        await expect(reply.locator(".bubble")).to_have_attribute("lang", "en")
        await expect(widget.panel).to_have_attribute("lang", "fr")

    async def test_looks_for_products_and_follows_one_to_its_page(
        self, page: Page, customer: BrowserContext
    ) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("robe rouge sous 50 EUR en M")

        cards = cards_of(await last_reply(widget, 1))
        await expect(cards.first).to_be_visible()
        for card in await cards.all():
            await expect(card).to_contain_text("€")
            await expect(card).to_contain_text("Robe")
            address = await card.get_attribute("href")
            assert address is not None
            assert (await page.request.get(address)).ok
            picture = await card.locator("img").get_attribute("src")
            assert picture is not None
            assert (await page.request.get(picture)).ok
        title = await cards.first.locator("strong").inner_text()
        async with customer.expect_page() as opened:
            await cards.first.click()
        beside = await opened.value
        await expect(beside.get_by_role("heading", level=1)).to_have_text(title)

    async def test_narrows_a_search_with_a_size_and_then_a_colour(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("robe rouge")
        await expect(cards_of(await last_reply(widget, 1)).first).to_contain_text("Robe")
        await widget.ask("et en taille M ?")
        in_m = await last_reply(widget, 2)
        await expect(in_m).to_contain_text("Rouge, M")
        await widget.ask("et en bleu ?")
        in_blue = await last_reply(widget, 3)

        await expect(in_blue).to_contain_text("Bleu, M")
        await expect(cards_of(in_blue).first).to_contain_text("Robe")

    async def test_asks_on_about_one_product(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await widget.ask("Is the Suroît parka waterproof?")
        await last_reply(widget, 1)
        await widget.ask("how much is it?")

        await expect(await last_reply(widget, 2)).to_contain_text("€249.00")

    async def test_is_told_when_the_pages_are_silent_and_gets_a_person(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("Organisez-vous des mariages ?")
        await widget.answered("je préfère ne rien")
        await widget.replies.last.get_by_role("button", name="Parler à une personne").click()

        await widget.answered("vous préférez parler à une personne")
        await expect(widget.log).to_contain_text("L’équipe est prévenue")

    async def test_hears_first_that_a_machine_writes_and_only_once(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("bonjour")
        await last_reply(widget, 1)
        await widget.ask("merci")
        await last_reply(widget, 2)

        await expect(widget.log.get_by_text("assistant automatique")).to_have_count(1)

    async def test_cannot_make_the_page_do_what_a_message_says(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("<img src=x onerror=alert(1)> robe rouge")

        await last_reply(widget, 1)
        await expect(widget.questions).to_contain_text("<img src=x onerror=alert(1)>")
        await expect(widget.questions.locator("img")).to_have_count(0)


class TestAButtonOfTheShop:
    @pytest.mark.parametrize("path", ["/fr/", "/en/", "/fr/produits/parka-suroit"])
    async def test_opens_the_chat_and_asks_its_question(self, page: Page, path: str) -> None:
        await page.goto(path)
        widget = Widget(page)
        await expect(widget.launcher).to_be_visible()
        button = page.locator("button[data-ask]").first
        question = await button.get_attribute("data-ask")
        await button.click()

        await expect(widget.panel).to_be_visible()
        await expect(widget.questions).to_contain_text(question or "")
        reply = await last_reply(widget, 1)
        await expect(cards_of(reply).first).to_be_visible()

    async def test_asks_in_the_conversation_there_is(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = Widget(page)
        buttons = page.locator("button[data-ask]")
        await expect(buttons.last).to_be_visible()
        for number, button in enumerate(await buttons.all(), start=1):
            await button.dispatch_event("click")  # on a desk the open chat may lie above it
            await expect(widget.replies).to_have_count(number)

        assert len(await widget.texts()) == 2 * await buttons.count()

    async def test_takes_conditions_of_a_search_away_with_the_keyboard(self, page: Page) -> None:
        await page.goto("/fr/")
        widget = await open_widget(page)
        await widget.ask("vous avez des cirés ?")
        await last_reply(widget, 1)
        await widget.ask("non, pour un adulte, plutôt en jaune")

        reply = await last_reply(widget, 2)
        await expect(cards_of(reply).first).to_contain_text("Ciré Grain")
        chip = reply.get_by_role("button", name="Retirer : en jaune")
        await expect(chip).to_have_text("en jaune ×")  # as it is shown
        await chip.focus()
        await page.keyboard.press("Enter")

        reply = await last_reply(widget, 3)
        await expect(reply.get_by_role("button", name="Retirer : pour un adulte")).to_be_visible()
        await expect(reply.get_by_role("button", name="Retirer : en jaune")).to_have_count(0)

    async def test_is_told_the_cheapest_of_what_was_searched(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await widget.ask("do you have oilskins?")
        await last_reply(widget, 1)
        await widget.ask("which is the cheapest?")

        reply = await last_reply(widget, 2)
        await expect(reply.locator(".bubble")).to_contain_text("The lowest price")
        await expect(cards_of(reply).first).to_contain_text("Petit Grain")
