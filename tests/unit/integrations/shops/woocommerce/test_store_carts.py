"""Carts of the Store API, held to the contract of all baskets."""

import pytest

from assistant.commerce.ports import KeptBasket, ShopSystem
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.basket import Basket
from integrations.shops.woocommerce.store_connection import WooStore
from tests.contract.baskets import BasketsContract
from tests.support.simulators.woocommerce.server import WooSimulator


class TestCarts(BasketsContract):
    simulator: WooSimulator

    @pytest.fixture
    async def shop(self, store: WooStore) -> ShopSystem:
        return store.system

    @pytest.fixture
    async def shirt_id(self, simulator: WooSimulator) -> ProductId:
        self.simulator = simulator
        products = simulator.store.products.values()
        return next(
            ProductId(str(one["id"])) for one in products if one["name"] == "Ouessant Shirt"
        )

    async def check_out(self, kept: KeptBasket) -> None:
        self.simulator.carts.buy_over(kept.checkout_url)

    async def buy(self, basket: Basket) -> None:
        self.simulator.carts.buy(basket.shop_basket)
