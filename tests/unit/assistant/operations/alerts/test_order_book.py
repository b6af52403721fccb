"""An alert is kept before the shop notes it, and not kept where the shop refuses."""

import asyncio

import pytest

from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.commerce.shop_effects import AlertBackInStock, CancelOrder
from assistant.commerce.shop_ids import CustomerId
from assistant.operations.alerts.order_book import AlertingOrderBook
from assistant.operations.alerts.ports import WaitingCustomer, WaitingUnavailableError
from assistant.operations.alerts.stock_news import StockNews
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.waiting_list import MemoryWaitingList
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.shop_records import RECORDS, permit


def alert(customer: CustomerId = given.LEA) -> AlertBackInStock:
    return AlertBackInStock(customer_id=customer, product_id=given.SHIRT, variant_id=given.GONE)


class AwayList(MemoryWaitingList):
    async def keep(self, waiting: WaitingCustomer) -> None:
        raise WaitingUnavailableError(waiting)


def book(waiting: MemoryWaitingList, shop: MemoryShop) -> AlertingOrderBook:
    return AlertingOrderBook(
        shop=shop, waiting=waiting, news=StockNews(MemoryFanout()), clock=HandClock()
    )


class TestAnAlert:
    async def test_is_kept_and_noted_once_however_often_it_is_executed(self) -> None:
        waiting, shop = MemoryWaitingList(), MemoryShop(RECORDS)
        orders = book(waiting, shop)

        first = await orders.execute(permit(alert(), key="k1"))
        again = await orders.execute(permit(alert(), key="k1"))

        assert again == first == await orders.receipt("k1")
        assert [one.alert_id for one in await waiting.next(NOON, limit=9)] == ["k1"]
        assert shop.alerts == (alert(),)

    async def test_that_the_shop_refuses_is_not_kept(self) -> None:
        waiting = MemoryWaitingList()

        with pytest.raises(ShopRefusedError):
            await book(waiting, MemoryShop(RECORDS)).execute(permit(alert(CustomerId("nobody"))))

        assert list(await waiting.next(NOON, limit=9)) == []

    async def test_that_cannot_be_kept_is_not_promised(self) -> None:
        shop = MemoryShop(RECORDS)

        with pytest.raises(ShopUnavailableError):
            await book(AwayList(), shop).execute(permit(alert(), key="k1"))

        assert await shop.receipt("k1") is None


class TestAnythingElse:
    async def test_goes_to_the_shop_alone(self) -> None:
        waiting, shop = MemoryWaitingList(), MemoryShop(RECORDS)
        orders = book(waiting, shop)
        effect = CancelOrder(
            order_id=given.PENDING.order_id, version="1", reason="no_longer_needed"
        )

        await orders.execute(permit(effect, key="k1"))

        changed = await orders.with_number("1001")
        assert changed is not None
        assert changed.status == "cancelled"
        assert changed in await orders.of_customer(given.LEA, limit=9)
        assert list(await waiting.next(NOON, limit=9)) == []

    async def test_that_puts_pieces_back_is_told_of(self) -> None:
        fanout = MemoryFanout()
        orders = AlertingOrderBook(
            shop=MemoryShop(RECORDS),
            waiting=MemoryWaitingList(),
            news=StockNews(fanout),
            clock=HandClock(),
        )
        effect = CancelOrder(
            order_id=given.PENDING.order_id, version="1", reason="no_longer_needed"
        )

        async with StockNews(fanout).listen() as told:
            await orders.execute(permit(effect, key="k1"))
            async with asyncio.timeout(5):
                assert await anext(told) is None
