from assistant.commerce.basket_links import BasketLinks
from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.message import Language

BASKET = (
    Basket()
    .adding(
        BasketLine(
            product_id="gid://shopify/Product/7",
            variant_id="gid://shopify/ProductVariant/41",
            pieces=2,
        )
    )
    .adding(BasketLine(product_id="p 8", variant_id="a/b&c", pieces=1))
)
LINKS: dict[Language, str] = {
    "fr": "https://x.example/fr/cart/{lines}",
    "en": "https://x.example/en/cart/{lines}",
}


class TestALink:
    async def test_has_every_line_in_the_shops_form(self) -> None:
        kept = await BasketLinks(links=LINKS).keep(BASKET, language="fr")

        assert kept.checkout_url == "https://x.example/fr/cart/41:2,a%2Fb%26c:1"

    async def test_may_name_products_and_stand_in_a_query(self) -> None:
        links = BasketLinks(links=LINKS, line="{product}[{variant}]={pieces}", between="&")

        kept = await links.keep(BASKET, language="en")

        assert kept.checkout_url == "https://x.example/en/cart/7[41]=2&p%208[a%2Fb%26c]=1"
