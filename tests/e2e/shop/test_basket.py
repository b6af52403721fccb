"""A customer buys as far as a shop that sells nothing goes: from words and cards to the basket."""

from typing import Literal

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.support.processes.browser import find_barriers, new_customer, open_widget
from tests.support.processes.comptoir import Tree

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRODUCT = "/fr/produits/mariniere-equipage"
BASKET = "/fr/panier?TS01-MAR-M=2&AC01-MOU=1&TS01-RGE-XS=1"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


class TestTheChat:
    async def test_takes_the_product_of_the_page_into_the_basket_that_its_link_shows(
        self, page: Page
    ) -> None:
        await page.goto(PRODUCT)
        widget = await open_widget(page)
        await widget.ask("ok je le prends")
        await widget.button("Bleu marine").click()
        await widget.button("M").click()
        said = await widget.answered("dans votre panier")
        await expect(said).to_contain_text("Marinière Équipage (Bleu marine, M), 59,00")
        await widget.ask("mettez-en 2")
        changed = await widget.answered("Votre panier est modifié")

        async with page.context.expect_page() as opened:
            await changed.locator("a.card").click()
        basket = await opened.value

        await expect(
            basket.get_by_role("listitem").filter(has_text="Bleu marine, M")
        ).to_be_visible()
        await expect(basket.get_by_role("spinbutton")).to_have_value("2")
        await expect(basket.locator(".basket-end")).to_contain_text("118,00")

    async def test_adds_what_a_card_shows_with_one_click(self, page: Page) -> None:
        await page.goto("/en/")
        widget = await open_widget(page)
        await widget.ask("do you have the Équipage Breton Top in ecru?")
        await widget.log.get_by_role("button", name="Add to basket: Équipage Breton Top").click()
        await widget.button("S").click()  # the card shows one colour, which is taken

        await widget.answered("In your basket: Équipage Breton Top (Ecru, S)")

        assert await find_barriers(page) == []

    async def test_knows_the_basket_after_a_reload(self, page: Page) -> None:
        await page.goto(PRODUCT)
        widget = await open_widget(page)
        await widget.ask("je prends le bleu en M")
        await widget.answered("dans votre panier")

        await page.reload()
        await widget.ask("mon panier")

        await widget.answered("Total hors livraison : 59,00")


class TestTheBasketPage:
    async def test_takes_a_product_from_its_page_and_keeps_it_on_every_other(
        self, page: Page
    ) -> None:
        await page.goto(f"{PRODUCT}?couleur=bleu-marine")
        await page.get_by_label("Taille").select_option("M")
        await page.get_by_role("button", name="Ajouter au panier").click()
        await expect(page.get_by_role("heading", name="Panier")).to_be_visible()

        await page.goto("/en/")
        link = page.get_by_role("link", name="Basket 1")
        await link.click()

        await expect(page.get_by_text("Navy, M", exact=True)).to_be_visible()

    async def test_is_changed_with_the_keyboard_alone(self, page: Page) -> None:
        await page.goto(BASKET)
        pieces = page.get_by_role("spinbutton").first
        await pieces.focus()
        await pieces.fill("3")
        await page.keyboard.press("Enter")
        await expect(page.locator(".basket-end")).to_contain_text("268,00")
        await page.get_by_role("link", name="Retirer : Marinière Équipage, Rouge, XS").press(
            "Enter"
        )

        await expect(page.get_by_role("spinbutton")).to_have_count(2)
        await expect(page.get_by_text("Rouge, XS", exact=True)).to_have_count(0)

    @pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
    @pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
    async def test_has_no_barrier_and_cuts_nothing_off(
        self,
        browser: Browser,
        shop: Tree,
        viewport: ViewportSize,
        scheme: Literal["light", "dark"],
    ) -> None:
        device = {"viewport": viewport, "color_scheme": scheme}
        async with new_customer(browser, shop.base_url, **device) as context:  # type: ignore[arg-type]  # as Playwright names them
            page = await context.new_page()
            await page.goto(BASKET)

            assert await find_barriers(page, within="html") == []
            width = await page.evaluate("() => document.documentElement.scrollWidth")
            assert width == viewport["width"]
            await page.goto("/fr/panier?none")
            await expect(page.get_by_text("Votre panier est vide.")).to_be_visible()
