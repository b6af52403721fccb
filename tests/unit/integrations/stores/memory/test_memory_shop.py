from assistant.commerce.shop_effects import AlertBackInStock
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import GONE, RECORDS, SHIRT, TOM, permit


class TestMemoryShop:
    def test_gives_back_what_it_was_filled_with(self) -> None:
        assert MemoryShop(RECORDS).records() == RECORDS

    async def test_remembers_who_waits_for_what_once(self) -> None:
        shop = MemoryShop(RECORDS)
        alert = AlertBackInStock(customer_id=TOM, product_id=SHIRT, variant_id=GONE)

        await shop.execute(permit(alert, "k1"))
        await shop.execute(permit(alert, "k2"))

        assert shop.alerts == (alert,)
