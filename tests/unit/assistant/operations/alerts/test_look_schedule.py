import asyncio

import pytest

from assistant.commerce.shop_ids import ProductId
from assistant.operations.alerts.look_schedule import LookSchedule
from assistant.operations.alerts.stock_news import StockNews
from tests.support.memory.fanout import MemoryFanout

SHIRT, SOCKS = ProductId("shirt"), ProductId("socks")


def hearing(*, every_s: float = 3600.0) -> LookSchedule:
    return LookSchedule(every_s=every_s, stop=asyncio.Event())


class TestHearing:
    async def test_looks_at_all_first(self) -> None:
        looks = aiter(hearing())

        assert await anext(looks) is None

    async def test_looks_at_all_every_now_and_then(self) -> None:
        looks = aiter(hearing(every_s=0.01))

        async with asyncio.timeout(5):
            assert [await anext(looks) for _ in range(3)] == [None] * 3

    async def test_takes_products_that_were_heard_of_together(self) -> None:
        heard = hearing()
        looks = aiter(heard)
        await anext(looks)

        for one in (SHIRT, SOCKS, SHIRT):
            heard.hear(one)

        assert await anext(looks) == frozenset({SHIRT, SOCKS})

    async def test_wakes_for_what_is_heard_while_it_waits(self) -> None:
        heard = hearing()
        looks = aiter(heard)
        await anext(looks)
        waiting = asyncio.create_task(_next(looks))
        await asyncio.sleep(0)

        heard.hear(SHIRT)

        async with asyncio.timeout(5):
            assert await waiting == frozenset({SHIRT})

    async def test_does_not_look_at_all_again_and_again_for_a_shop_that_sells(self) -> None:
        heard = hearing()
        looks = aiter(heard)
        await anext(looks)

        heard.hear(None)
        heard.hear(SHIRT)

        assert await anext(looks) == frozenset({SHIRT})

    async def test_looks_at_all_once_it_has_been_calm(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.operations.alerts.look_schedule.CALM_S", 0.0)
        heard = hearing()
        heard.hear(None)
        looks = aiter(heard)
        await anext(looks)
        heard.hear(None)
        waiting = asyncio.create_task(_next(looks))

        async with asyncio.timeout(5):
            assert await waiting is None

    async def test_ends_when_it_is_told_to_stop(self) -> None:
        stop = asyncio.Event()
        async with (
            asyncio.timeout(5),
            LookSchedule.open(StockNews(MemoryFanout()), every_s=3600, stop=stop) as heard,
        ):
            looks = aiter(heard)
            await anext(looks)
            stop.set()

            assert [one async for one in looks] == []


async def _next(looks: object) -> object:
    return await anext(looks)  # type: ignore[call-overload]
