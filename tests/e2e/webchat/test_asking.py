import pytest
from playwright.async_api import Page, expect

from tests.support.processes.browser import open_widget
from tests.support.processes.webchat_process import WebchatProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestACustomer:
    async def test_asks_in_french_and_gets_an_answer_with_its_source(self, page: Page) -> None:
        await page.goto("/fr")
        widget = await open_widget(page)
        await widget.ask("Comment faire un retour ?")

        reply = await widget.answered("30 jours après la livraison")
        await reply.get_by_text("Source : Retours et échanges").click()
        await expect(reply.locator("blockquote")).to_have_text(
            "Vous disposez de 30 jours après la livraison pour nous retourner un article."
        )
        link = reply.get_by_role("link", name="Retours et échanges")
        await expect(link).to_have_attribute("href", "https://maison-lune.example/retours")
        await expect(link).to_have_attribute("rel", "noopener")

    async def test_asks_in_english_and_hears_which_language_a_source_is_in(
        self, page: Page
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")

        reply = await widget.answered("You have 30 days")
        await reply.get_by_text("Source: Retours et échanges").click()
        await expect(reply.locator("blockquote")).to_have_attribute("lang", "fr")
        await expect(reply.locator("figcaption")).to_contain_text("French")

    async def test_sees_several_sources_and_follows_only_web_addresses(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("When do you deliver?")

        reply = await widget.answered("2 to 3 working days")
        await reply.get_by_text("2 sources").click()
        await expect(reply.locator("blockquote")).to_have_count(2)
        await expect(reply.get_by_role("link")).to_have_count(1)  # the other is a file's path

    async def test_asks_a_follow_up_in_french(self, page: Page) -> None:
        await page.goto("/fr")
        widget = await open_widget(page)
        await widget.ask("Le retour est-il gratuit ?")
        await widget.answered("30 jours")
        await widget.ask("Et en taille 42 ?")

        await widget.answered("Après « Le retour est-il gratuit ? » : oui, aussi en 42.")

    async def test_asks_a_follow_up_in_english(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("30 days")
        await widget.ask("And in the sale?")

        await widget.answered("After “Can I return it?”: yes, for sale items too.")

    async def test_is_told_once_that_a_machine_writes(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await expect(widget.log).to_contain_text("automated assistant (AI) of Maison Lune")
        await expect(widget.panel).to_contain_text("Automated assistant (AI)")
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")

        await expect(widget.log.get_by_text("automated assistant")).to_have_count(1)

    async def test_rates_answers_and_no_questions(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await expect((await widget.answered("You have 30 days")).locator(".thumbs")).to_be_visible()
        await widget.ask("A person, please")

        handed = await widget.answered("Someone from our team")
        await expect(handed.locator(".thumbs")).to_have_count(0)

    async def test_comes_to_the_chat_with_the_first_tab_of_the_page(self, page: Page) -> None:
        await page.goto("/en")
        await expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
        await page.keyboard.press("Tab")

        link = page.get_by_role("link", name="Skip to the chat")
        await expect(link).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("textbox", name="Your message")).to_be_focused()

    async def test_begins_with_a_suggestion_and_goes_on_with_a_quick_reply(
        self, page: Page
    ) -> None:
        await page.goto("/fr")
        widget = await open_widget(page)
        await widget.button("Comment retourner un article ?").click()
        await widget.answered("30 jours")
        await widget.button("Le retour est-il gratuit ?").click()

        await widget.acknowledged(2)
        await expect(widget.questions.last).to_contain_text("Le retour est-il gratuit ?")
        await expect(widget.button("Comment retourner un article ?")).to_be_hidden()

    async def test_sees_products_with_price_and_stock(self, page: Page) -> None:
        await page.goto("/fr")
        widget = await open_widget(page)
        await widget.ask("Avez-vous une robe rouge ?")

        reply = await widget.answered("Voici quatre robes")
        cards = reply.get_by_role("list", name="Produits").get_by_role("link")
        await expect(cards).to_have_count(4)
        for text in ("Robe portefeuille Aurore", "Rouge, ivoire · S, M, L", "89,00 €", "En stock"):
            await expect(cards.first).to_contain_text(text)
        await expect(cards.first).to_have_attribute(
            "href", f"{page.url.removesuffix('/fr')}/fr/robes/1"
        )
        await expect(reply.locator("img")).to_have_count(2)  # one has none, one is not there
        await expect(reply.locator(".picture")).to_have_count(2)  # and neither leaves an empty box

    async def test_reads_lists_and_lines_and_never_markup(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("How can I pay?")

        reply = await widget.answered("Three ways to pay:")
        await expect(reply.locator("ul.cards, ul.choices")).to_have_count(0)
        await expect(reply.locator("ul li")).to_have_count(3)
        await expect(reply.locator("ol li")).to_have_text(["Choose", "Confirm"])
        await expect(reply.locator("strong")).to_have_text("By card")
        await expect(reply.get_by_role("link")).to_have_attribute(
            "href", "https://maison-lune.example/pay?in=3"
        )
        await expect(reply).to_contain_text("<img src=x onerror=alert(1)> stays text.")
        await expect(reply.locator("img")).to_have_count(0)

    async def test_sees_the_beginning_of_a_long_answer(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("How do I wash linen?")

        reply = await widget.answered("Paragraph 1.")
        await expect(reply.get_by_text("Paragraph 1.")).to_be_in_viewport()

    async def test_asks_for_a_person(self, page: Page) -> None:
        await page.goto("/fr")
        widget = await open_widget(page)
        await widget.button("Parler à une personne").click()

        await expect(widget.questions).to_contain_text("Je voudrais parler à une personne.")
        await widget.answered("Une personne de notre équipe vous répondra ici.")
        await expect(widget.log).to_contain_text("L’équipe est prévenue")

    async def test_sees_that_someone_writes_only_while_it_lasts(
        self, page: Page, server: WebchatProcess
    ) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        with server.steer("hold"):
            await widget.ask("Can I return it?")
            await expect(widget.log.get_by_text("Assistant is writing")).to_be_attached()

        await widget.answered("You have 30 days")
        await expect(widget.log.get_by_text("Assistant is writing")).to_have_count(0)

    async def test_says_whether_a_reply_helped(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.ask("Can I return it?")
        await widget.answered("You have 30 days")
        await widget.button("This helped").click()
        await expect(widget.button("This helped")).to_have_attribute("aria-pressed", "true")
        await widget.button("This did not help").click()
        await expect(widget.button("This did not help")).to_have_attribute("aria-pressed", "true")
        await page.reload()

        await expect(widget.button("This did not help")).to_have_attribute("aria-pressed", "true")
        await expect(widget.button("This helped")).to_have_attribute("aria-pressed", "false")

    async def test_is_told_how_much_too_long_a_message_is(self, page: Page) -> None:
        await page.goto("/en")
        widget = await open_widget(page)
        await widget.input.fill("é" * 2010)

        await expect(widget.panel).to_contain_text("10 characters too many")
        await widget.input.press("Enter")
        await expect(widget.questions).to_have_count(0)
