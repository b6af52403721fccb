import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import CancelOrder
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.sales_files import (
    FIRST_LOOK_BACK,
    NEXT_LOOK_BACK,
    SHOP_FILE,
    Sale,
    SaleFiles,
    take_in_sales,
)
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.shop_records import LEA, PENDING, PLACED, RECORDS, permit

SECRET = b"0" * 32
NOW = PLACED + timedelta(days=8)


class AskedShop(MemoryShop):
    """Remember the time since which sales were asked for; fail when told to."""

    def __init__(self) -> None:
        super().__init__(RECORDS)
        self.asked: list[datetime] = []
        self.silent = False

    async def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        self.asked.append(since)
        async for line in super().sold_since(since):
            yield line
            if self.silent:
                raise ShopUnavailableError


@pytest.fixture
def files(tmp_path: Path) -> SaleFiles:
    return SaleFiles(folder=tmp_path / "orders")


class TestWhatTheShopSold:
    async def test_is_kept_without_who_bought(self, files: SaleFiles) -> None:
        count = await take_in_sales(AskedShop(), files, secret=SECRET, now=NOW)

        kept = list(files.sales(SHOP_FILE))
        assert len(kept) == count > 0
        shirt = next(one for one in kept if one.at == PLACED and one.title == "Ouessant Shirt")
        assert (shirt.product, shirt.units, shirt.amount_minor) == ("shirt", 1, 3000)
        assert (shirt.region, shirt.customer) == (
            "FR-29",
            customer_key(SECRET, "customer", LEA),
        )
        assert str(LEA) not in {one.customer for one in kept}

    async def test_is_asked_for_a_year_back_at_first_and_then_since_orders_may_have_changed(
        self, files: SaleFiles
    ) -> None:
        shop = AskedShop()
        for _ in range(2):
            await take_in_sales(shop, files, secret=SECRET, now=NOW)

        newest = max(sale.at for sale in files.sales(SHOP_FILE))
        assert shop.asked == [NOW - FIRST_LOOK_BACK, newest - NEXT_LOOK_BACK]

    async def test_is_told_again_without_what_was_cancelled_since(self, files: SaleFiles) -> None:
        shop = AskedShop()
        old = Sale(at=NOW - FIRST_LOOK_BACK, product="Robe")
        await take_in_sales(shop, files, secret=SECRET, now=NOW)
        before = list(files.sales(SHOP_FILE))
        files.add(SHOP_FILE, [old, *before])
        cancel = CancelOrder(order_id=PENDING.order_id, version=PENDING.version, reason="other")
        await shop.execute(permit(cancel))

        await take_in_sales(shop, files, secret=SECRET, now=NOW)

        after = list(files.sales(SHOP_FILE))
        assert after[0] == old
        assert after[1:] == [sale for sale in before if sale.at != PENDING.placed_at]

    async def test_is_whole_however_many_read_it_at_once(self, files: SaleFiles) -> None:
        old = Sale(at=NOW - FIRST_LOOK_BACK, product="Robe")
        await take_in_sales(AskedShop(), files, secret=SECRET, now=NOW)
        once = [old, *files.sales(SHOP_FILE)]
        files.add(SHOP_FILE, once)

        readers = [take_in_sales(AskedShop(), files, secret=SECRET, now=NOW) for _ in range(8)]
        await asyncio.gather(*readers, asyncio.to_thread(files.forget, "somebody"))

        assert list(files.sales(SHOP_FILE)) == once
        assert list(files.folder.glob(".*.part")) == []

    async def test_stays_when_the_shop_does_not_answer(self, files: SaleFiles) -> None:
        shop = AskedShop()
        await take_in_sales(shop, files, secret=SECRET, now=NOW)
        before = list(files.sales(SHOP_FILE))
        shop.silent = True

        with pytest.raises(ShopUnavailableError):
            await take_in_sales(shop, files, secret=SECRET, now=NOW)

        assert list(files.sales(SHOP_FILE)) == before
