"""Carry word that stock may have changed to the watch that looks for waiting customers.

It is carried, not kept: the watch's next look finds a change whose word was lost.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from assistant.commerce.shop_ids import ProductId
from assistant.conversation.ids import ConversationId
from assistant.ports import BrokerUnavailableError, Fanout

log = structlog.get_logger(__name__)

_TOPIC = ConversationId("stock-news")  # beside the conversations' own, whose ids are made of hex
_ANY = b"*"


class StockNews:
    """Tell all processes that a product's stock may have changed; `None`: any product."""

    def __init__(self, fanout: Fanout) -> None:
        """Carry word over `fanout`."""
        self._fanout = fanout

    async def tell(self, product_id: ProductId | None = None) -> None:
        """Say that a product's stock may have changed; without the broker, no watch hears of it."""
        try:
            await self._fanout.publish(_TOPIC, product_id.encode() if product_id else _ANY)
        except BrokerUnavailableError:
            log.warning("alerts.news_lost")

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[ProductId | None]]:
        """Yield the products of all news after entering."""
        async with self._fanout.subscribe(_TOPIC) as notices:
            yield _read(notices)


async def _read(notices: AsyncIterator[bytes]) -> AsyncIterator[ProductId | None]:
    async for notice in notices:
        # An empty notice says that some may be missing.
        yield None if notice in {_ANY, b""} else ProductId(notice.decode())
