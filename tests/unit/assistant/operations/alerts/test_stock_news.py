import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.commerce.shop_ids import ProductId
from assistant.conversation.ids import ConversationId
from assistant.operations.alerts.stock_news import StockNews
from assistant.ports import BrokerUnavailableError
from tests.support.memory.fanout import MemoryFanout

SHIRT = ProductId("gid://shopify/Product/1")


class AwayFanout:
    """Carries nothing."""

    async def publish(self, conversation_id: ConversationId, notice: bytes) -> None:
        raise BrokerUnavailableError(conversation_id, notice)

    @asynccontextmanager
    async def subscribe(self, _: ConversationId) -> AsyncIterator[AsyncIterator[bytes]]:
        async def lost() -> AsyncIterator[bytes]:
            yield b""

        yield lost()


class TestNews:
    async def test_reach_who_listens_in_order(self) -> None:
        news = StockNews(MemoryFanout())

        async with news.listen() as told, asyncio.timeout(5):
            await news.tell(SHIRT)
            await news.tell()

            assert [await anext(told), await anext(told)] == [SHIRT, None]

    async def test_are_lost_without_a_broker_and_nobody_fails(self) -> None:
        await StockNews(AwayFanout()).tell(SHIRT)

    async def test_that_may_be_missing_stand_for_any_product(self) -> None:
        async with StockNews(AwayFanout()).listen() as told:
            assert await anext(told) is None
