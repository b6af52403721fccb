"""The shop's ports in memory, held to their contract."""

import pytest

from assistant.commerce.ports import ShopSystem
from integrations.stores.memory.memory_shop import MemoryShop
from tests.contract.shop_effects import ShopContract
from tests.support.seeds.shop_records import RECORDS


class TestMemoryShop(ShopContract):
    @pytest.fixture
    async def shop(self) -> ShopSystem:
        kept = MemoryShop(RECORDS)
        return ShopSystem(customers=kept, orders=kept, assortment=kept)
