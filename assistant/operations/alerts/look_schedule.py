"""Schedule the looks of a watch: soon at products in the news, sometimes at all products."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from assistant.commerce.shop_ids import ProductId
from assistant.operations.alerts.stock_news import StockNews

CALM_S = 10.0
"""Least pause between two looks at all products: a shop that sells has news all the time."""

_CALM_LOOKS = 10
"""Pause after a look at all products, in multiples of its duration: a long list is looked at
seldom, so that questions of customers find room beside it."""


@dataclass(slots=True, kw_only=True)
class LookSchedule:
    """Hold the news since the last look, and yield the products of each look when it is due."""

    every_s: float
    stop: asyncio.Event
    _products: set[ProductId] = field(default_factory=set, init=False)
    _any: bool = field(default=False, init=False)  # heard of one that nobody named
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _looked_at: float = field(default=float("-inf"), init=False)  # s, monotonic: at all
    _calm_s: float = field(default=CALM_S, init=False)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, news: StockNews, *, every_s: float, stop: asyncio.Event
    ) -> AsyncIterator[Self]:
        """Listen to the stock news until the block ends."""
        hearing = cls(every_s=every_s, stop=stop)
        tasks = [
            asyncio.create_task(hearing.listen(news)),
            asyncio.create_task(hearing.heed(stop)),
        ]
        try:
            yield hearing
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def __aiter__(self) -> AsyncIterator[frozenset[ProductId] | None]:
        """Yield the products to look at, or None for all, until `stop` is set."""
        while not self.stop.is_set():
            wait_s = self._due_at - time.monotonic()
            if wait_s <= 0:
                self._looked_at, self._any = time.monotonic(), False
                self._products.clear()
                yield None
                took_s = time.monotonic() - self._looked_at
                self._calm_s = max(CALM_S, _CALM_LOOKS * took_s)
            elif self._products:
                heard, self._products = frozenset(self._products), set()
                yield heard
            else:
                self._wake.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._wake.wait()

    @property
    def _due_at(self) -> float:
        """Return the time of the next look at all products, in s of a monotonic clock."""
        pause_s = min(self.every_s, self._calm_s) if self._any else self.every_s
        return self._looked_at + pause_s

    async def listen(self, news: StockNews) -> None:
        """Take in the stock news."""
        async with news.listen() as told:
            async for product_id in told:
                self.hear(product_id)

    def hear(self, product_id: ProductId | None) -> None:
        """Schedule a look at a product; None: at all, once it was calm for long enough."""
        if product_id is None:
            self._any = True
        else:
            self._products.add(product_id)
        self._wake.set()

    async def heed(self, stop: asyncio.Event) -> None:
        """Wake the schedule when it is to stop."""
        await stop.wait()
        self._wake.set()
