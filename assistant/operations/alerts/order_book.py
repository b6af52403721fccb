"""Keep the waiting list beside a shop's order book, also where the shop system keeps none."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import (
    OrderBook,
    ShopMovedOnError,
    ShopRefusedError,
    ShopUnavailableError,
)
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    CancelOrder,
    ChangeItems,
    Effect,
    Receipt,
)
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.operations.alerts.ports import WaitingCustomer, WaitingList, WaitingUnavailableError
from assistant.operations.alerts.stock_news import StockNews
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertingOrderBook:
    """Serve the `OrderBook` of a shop system, with the waiting list beside it."""

    shop: OrderBook
    waiting: WaitingList
    news: StockNews
    clock: Clock

    async def with_number(self, number: str) -> Order | None:
        return await self.shop.with_number(number)

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        return await self.shop.of_customer(customer_id, limit=limit)

    def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        return self.shop.sold_since(since)

    async def receipt(self, key: str) -> Receipt | None:
        return await self.shop.receipt(key)

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        return await self.shop.begun(key, order_id)

    async def refuses(self) -> frozenset[str]:
        return await self.shop.refuses()

    async def execute(self, permit: Permit) -> Receipt:
        """Execute the permitted effect; an alert is kept before the shop system notes it.

        A process that dies in between executes it again, and finds it kept.
        """
        if not isinstance(permit.effect, AlertBackInStock):
            return await self._change(permit)
        try:
            await self.waiting.keep(self._waiting(permit.key, permit.effect))
            try:
                return await self.shop.execute(permit)
            except (ShopMovedOnError, ShopRefusedError):
                await self.waiting.drop(permit.key)
                raise
        except WaitingUnavailableError as error:
            msg = "the waiting list cannot be used now"
            raise ShopUnavailableError(msg) from error

    async def _change(self, permit: Permit) -> Receipt:
        """Execute a permit, and tell the stock news where pieces may be back in stock."""
        receipt = await self.shop.execute(permit)
        if isinstance(permit.effect, CancelOrder | ChangeItems):
            await self.news.tell()
        return receipt

    def _waiting(self, key: str, effect: AlertBackInStock) -> WaitingCustomer:
        return WaitingCustomer(
            alert_id=key,
            customer_id=effect.customer_id,
            product_id=effect.product_id,
            variant_id=effect.variant_id,
            asked_at=self.clock.now(),
        )
