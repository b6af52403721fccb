"""Read the shop's sales now and then, so that answers can tell the best sellers."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from assistant.commerce.ports import OrderBook, ShopError
from assistant.commerce.sales_figures import SalesFigures
from assistant.ports import Clock

log = structlog.get_logger()

PERIOD = timedelta(days=365)  # orders that count
FRESH = timedelta(days=1)  # for which figures are kept
WAIT_S = 2.0  # an answer waits for; who asks later gets what came meanwhile


@dataclass(slots=True, kw_only=True)
class ShopSales:
    """Keep the figures of the last year's orders; a process reads them once a day, when asked."""

    orders: OrderBook
    clock: Clock
    _figures: SalesFigures | None = None
    _read_at: datetime | None = None
    _reading: asyncio.Task[None] | None = field(default=None, repr=False)

    async def figures(self) -> SalesFigures | None:
        """Return the figures as they are known; None: they are not, or not yet."""
        now = self.clock.now()
        if self._read_at is None or now - self._read_at >= FRESH:
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read(now))
            await asyncio.wait((self._reading,), timeout=WAIT_S)
        return self._figures

    async def _read(self, now: datetime) -> None:
        try:
            lines = [line async for line in self.orders.sold_since(now - PERIOD)]
        except ShopError as error:
            log.warning("sales.unread", error=type(error).__name__)
            return
        self._figures, self._read_at = SalesFigures.of(lines), now
