"""When a watch looks, and at what: at products it hears of, and at all every now and then."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from assistant.alerts.news import StockNews
from assistant.commerce.ids import ProductId

CALM_S = 10.0
"""Between two looks at all: a shop that sells tells of its stock all the time."""


@dataclass(slots=True, kw_only=True)
class Hearing:
    """What was heard since the last look; iterate over it to learn when to look, and at what."""

    every_s: float
    stop: asyncio.Event
    _products: set[ProductId] = field(default_factory=set, init=False)
    _all_at: float = field(default=0.0, init=False)  # s, monotonic: when all is looked at next
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _looked_at: float = field(default=float("-inf"), init=False)

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
            now = time.monotonic()
            if now >= self._all_at:
                self._looked_at, self._all_at = now, now + self.every_s
                self._products.clear()
                yield None
            elif self._products:
                heard, self._products = frozenset(self._products), set()
                yield heard
            else:
                self._wake.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._all_at - now):
                        await self._wake.wait()

    async def listen(self, news: StockNews) -> None:
        """Take in what is told of."""
        async with news.listen() as told:
            async for product_id in told:
                self.hear(product_id)

    def hear(self, product_id: ProductId | None) -> None:
        """Look at it next; at all, once it has been calm for long enough."""
        if product_id is None:
            self._all_at = min(self._all_at, self._looked_at + CALM_S)
        else:
            self._products.add(product_id)
        self._wake.set()

    async def heed(self, stop: asyncio.Event) -> None:
        """Wake up to stop."""
        await stop.wait()
        self._wake.set()
