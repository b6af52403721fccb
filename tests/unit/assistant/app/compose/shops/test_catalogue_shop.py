from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from assistant.app.compose.shops.catalogue_shop import catalogue_shop
from assistant.app.compose.shops.shop_baskets import link_baskets
from assistant.commerce.shop_ids import CustomerId, ProductId
from assistant.conversation.basket import Basket, BasketLine
from assistant.kit.settings.shop_settings import BasketSettings
from retrieval.catalogue.types import Money, Product, Variant

LINK = BasketSettings(link="https://x.example/{language}/cart?{lines}", line="{variant}={pieces}")


def variant(sku: str, size: str, stock: int | None) -> Variant:
    price = Money(amount_minor=5900, currency="EUR")
    return Variant(sku=sku, options=(("Size", size),), price=price, stock=stock)


def product(language: str, title: str, *variants: Variant) -> Product:
    return Product(
        product_id="top",
        title=title,
        description="",
        language=language,
        variants=variants,
    )


@dataclass
class Indexed:
    """An index of these products, of some version."""

    products: list[Product]
    version: str = "1"

    async def current(self) -> Any:  # noqa: ANN401  # of an index, what is asked for here
        def every() -> Iterator[Product]:
            yield from self.products

        return SimpleNamespace(searcher=SimpleNamespace(version=self.version, products=every))


class TestACatalogue:
    async def test_sells_what_the_index_has_in_the_customers_language(self) -> None:
        index = Indexed(
            [
                product("fr", "Marinière", variant("T-M", "M", 3)),
                product(
                    "en",
                    "Breton Top",
                    variant("T-M", "M", 3),
                    variant("T-S", "S", 0),
                ),
            ]
        )
        links = link_baskets(LINK, default=None)
        assert links is not None
        shop = catalogue_shop(index, links)

        sold = await shop.assortment.product(ProductId("top"), language="en")

        assert sold is not None
        assert sold.title == "Breton Top"
        assert [(one.variant_id, one.stock) for one in sold.variants] == [("T-M", 3), ("T-S", 0)]

    async def test_has_the_prices_of_the_index_as_it_is_now(self) -> None:
        index = Indexed([product("en", "Breton Top", variant("T-M", "M", 3))])
        links = link_baskets(LINK, default=None)
        assert links is not None
        shop = catalogue_shop(index, links)
        await shop.assortment.product(ProductId("top"), language="en")
        index.products, index.version = [], "2"

        assert await shop.assortment.product(ProductId("top"), language="en") is None

    async def test_writes_its_baskets_into_the_link_and_knows_nobody(self) -> None:
        links = link_baskets(LINK, default=None)
        assert links is not None
        shop = catalogue_shop(Indexed([]), links)
        assert shop.baskets is not None
        line = BasketLine(product_id="top", variant_id="T-M", pieces=2)

        kept = await shop.baskets.keep(Basket(lines=(line,)), language="fr")

        assert kept.checkout_url == "https://x.example/fr/cart?T-M=2"
        assert await shop.customers.with_id(CustomerId("lea")) is None
        assert await shop.orders.with_number("1001") is None
