"""Carts of the Storefront API, and the links of a store without its token, held to the contract."""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from assistant.commerce.ports import KeptBasket, ShopSystem, ShopUnavailableError
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.basket import Basket
from assistant.kit.web.retries import Pace
from integrations.shops.shopify.store_connection import open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.contract.baskets import BasketsContract, baskets, line
from tests.support.simulators.shopify.server import TOKEN, VERSION, ShopifySimulator
from tests.support.simulators.shopify.storefront import PRIVATE_TOKEN
from tests.unit.integrations.shops.shopify.conftest import Watch


async def opened(
    simulator: ShopifySimulator, pace: Pace, watch: Watch, storefront_token: str
) -> AsyncIterator[ShopSystem]:
    async with open_store(
        base_url=simulator.url,
        token=TOKEN,
        api_version=VERSION,
        clock=watch,
        terms=TERMS,
        storefront_token=storefront_token,
        pace=pace,
    ) as store:
        yield store.system


class OfTheStore(BasketsContract):
    simulator: ShopifySimulator

    @pytest.fixture
    async def shirt_id(self, simulator: ShopifySimulator) -> ProductId:
        self.simulator = simulator
        products = simulator.store.products.values()
        return next(ProductId(one["id"]) for one in products if one["title"] == "Ouessant Shirt")


class TestCarts(OfTheStore):
    @pytest.fixture
    async def shop(
        self, simulator: ShopifySimulator, pace: Pace, watch: Watch
    ) -> AsyncIterator[ShopSystem]:
        async for system in opened(simulator, pace, watch, PRIVATE_TOKEN):
            yield system

    async def buy(self, basket: Basket) -> None:
        self.simulator.storefront.buy(basket.shop_basket)


class TestLinks(OfTheStore):
    has_carts: ClassVar[bool] = False

    async def check_out(self, kept: KeptBasket) -> None:
        self.simulator.storefront.buy_over(kept.checkout_url)

    @pytest.fixture
    async def shop(
        self, simulator: ShopifySimulator, pace: Pace, watch: Watch
    ) -> AsyncIterator[ShopSystem]:
        async for system in opened(simulator, pace, watch, ""):
            yield system


class TestAWrongToken:
    async def test_is_named_and_no_cart_is_made(
        self, simulator: ShopifySimulator, pace: Pace, watch: Watch
    ) -> None:
        variant_id = next(iter(simulator.store.variants))
        variant = simulator.store.variants[variant_id]
        product_id = ProductId(variant["product"]["id"])
        async for shop in opened(simulator, pace, watch, "wrong"):
            product = await shop.assortment.product(product_id, language="en")
            assert product is not None
            wanted = Basket().adding(line(product, "M", 1))

            with pytest.raises(ShopUnavailableError, match="STOREFRONT_TOKEN"):
                await baskets(shop).keep(wanted, language="en")

        assert simulator.storefront.carts == {}
