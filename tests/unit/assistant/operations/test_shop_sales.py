"""The shop's sales are read once a day, and never kept waiting for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assistant.commerce.amounts import Money
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_effects import Effect, Receipt
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from assistant.operations.shop_sales import FRESH, PERIOD, ShopSales
from tests.support.memory.assemblies.worker_shop import HandClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINE = SoldLine(
    order_id=OrderId("o1"),
    at=NOON,
    customer_id=CustomerId("c1"),
    product_id=ProductId("boots"),
    title="Boots",
    quantity=1,
    paid=Money(amount_minor=1000, currency="EUR"),
    region="",
)


@dataclass
class Books:
    """An order book that tells its sales, unless it is away."""

    away: bool = False
    asked: list[datetime] = field(default_factory=list)

    async def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        self.asked.append(since)
        if self.away:
            raise ShopUnavailableError
        yield LINE

    async def with_number(self, number: str) -> Order | None:
        raise NotImplementedError

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        raise NotImplementedError

    async def execute(self, permit: Permit) -> Receipt:
        raise NotImplementedError

    async def receipt(self, key: str) -> Receipt | None:
        raise NotImplementedError

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        raise NotImplementedError

    async def refuses(self) -> frozenset[str]:
        raise NotImplementedError


class TestTheSales:
    async def test_are_of_the_last_year_and_kept_for_a_day(self) -> None:
        books, clock = Books(), HandClock(NOON)
        sales = ShopSales(orders=books, clock=clock)

        first = await sales.figures()
        assert first is not None
        assert first.orders == 1
        assert await sales.figures() is first
        assert books.asked == [NOON - PERIOD]

        clock.move(FRESH.total_seconds())
        await sales.figures()
        assert len(books.asked) == 2

    async def test_are_unknown_while_the_shop_is_away(self) -> None:
        books = Books(away=True)
        sales = ShopSales(orders=books, clock=HandClock(NOON))

        assert await sales.figures() is None

        books.away = False
        assert await sales.figures() is not None

    async def test_stay_as_they_were_where_they_cannot_be_read_again(self) -> None:
        books, clock = Books(), HandClock(NOON)
        sales = ShopSales(orders=books, clock=clock)
        first = await sales.figures()

        books.away = True
        clock.move(timedelta(days=2).total_seconds())

        assert await sales.figures() is first
