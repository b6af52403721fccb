"""When a watch looks, and at what: at products it hears of, and at all every now and then."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from assistant.commerce.shop_ids import ProductId
from assistant.operations.alerts.stock_news import StockNews

CALM_S = 10.0
"""At least between two looks at all: a shop that sells tells of its stock all the time."""

_CALM_LOOKS = 10
"""How many times as long as the last look at all it is calm after it: a long list is asked for
seldom, so that questions of customers find room beside it."""


@dataclass(slots=True, kw_only=True)
class LookSchedule:
    """What was heard since the last look; iterate over it to learn when to look, and at what."""

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
        """Listen until the block ends."""
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
        """When all is looked at next, in s of a monotonic clock."""
        pause_s = min(self.every_s, self._calm_s) if self._any else self.every_s
        return self._looked_at + pause_s

    async def listen(self, news: StockNews) -> None:
        """Take in what is told of."""
        async with news.listen() as told:
            async for product_id in told:
                self.hear(product_id)

    def hear(self, product_id: ProductId | None) -> None:
        """Look at it next; at all, once it has been calm for long enough."""
        if product_id is None:
            self._any = True
        else:
            self._products.add(product_id)
        self._wake.set()

    async def heed(self, stop: asyncio.Event) -> None:
        """Wake up to stop."""
        await stop.wait()
        self._wake.set()
