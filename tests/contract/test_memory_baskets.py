"""Baskets that are written into links, held to the contract of all baskets."""

from typing import ClassVar

import pytest

from assistant.commerce.basket_links import BasketLinks
from assistant.commerce.ports import ShopSystem
from integrations.shops.demo.demo_basket import DEMO_BASKET
from integrations.stores.memory.memory_shop import MemoryShop
from tests.contract.baskets import BasketsContract
from tests.support.seeds.shop_records import RECORDS

LINK = "https://shop.example/{language}/cart/{lines}?of={basket}"


class TestTheDemosPage(BasketsContract):
    has_carts: ClassVar[bool] = False
    tells_orders: ClassVar[bool] = False  # its page does: see test_demo_checkout.py

    @pytest.fixture
    async def shop(self) -> ShopSystem:
        kept = MemoryShop(RECORDS)
        return ShopSystem(customers=kept, orders=kept, assortment=kept, baskets=DEMO_BASKET)


class TestALinkOfTheSettings(BasketsContract):
    has_carts: ClassVar[bool] = False
    tells_orders: ClassVar[bool] = False  # but by a file of sales

    @pytest.fixture
    async def shop(self) -> ShopSystem:
        kept, links = MemoryShop(RECORDS), BasketLinks(links={"fr": LINK, "en": LINK})
        return ShopSystem(customers=kept, orders=kept, assortment=kept, baskets=links)
