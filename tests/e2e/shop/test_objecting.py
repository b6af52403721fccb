"""A customer who finds a price too high, in the demo shop."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.shop.test_asking import cards_of, last_reply
from tests.support.processes.browser import open_widget

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestAPriceThatIsTooHigh:
    async def test_is_met_on_the_products_page_and_a_budget_narrows(self, page: Page) -> None:
        await page.goto("/fr/produits/cire-grain")
        widget = await open_widget(page)
        await widget.ask("c'est un peu cher…")

        reply = await widget.answered("« Ciré Grain » coûte 159,00")
        await expect(reply).to_contain_text("Le retour est gratuit")
        await expect(reply).to_contain_text("Moins cher dans")
        cards = cards_of(reply)
        await expect(cards).to_have_count(3)
        await expect(cards.first).to_contain_text("89,00")

        await widget.ask("90 euros")
        narrowed = cards_of(await last_reply(widget, 2))
        await expect(narrowed.first).to_be_visible()
        for card in await narrowed.all():
            await expect(card).not_to_contain_text("159,00")

    async def test_is_asked_for_where_no_product_is_seen(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await widget.ask("That's a bit expensive")

        await widget.answered("Which product do you mean?")
