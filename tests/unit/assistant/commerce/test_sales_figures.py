"""What orders tell of products, and what few orders do not."""

from datetime import UTC, datetime, timedelta

from assistant.commerce.amounts import Money
from assistant.commerce.sales import SoldLine
from assistant.commerce.sales_figures import LEAST_ORDERS, LEAST_SUPPORT, SalesFigures
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOOTS, SOCKS, SCARF = ProductId("boots"), ProductId("socks"), ProductId("scarf")


def order(number: int, *products: ProductId) -> list[SoldLine]:
    return [
        SoldLine(
            order_id=OrderId(str(number)),
            at=NOON + timedelta(hours=number),
            customer_id=CustomerId("c1"),
            product_id=one,
            title=one,
            quantity=2,
            paid=Money(amount_minor=1000, currency="EUR"),
            region="",
        )
        for one in products
    ]


def figures(*orders: list[SoldLine]) -> SalesFigures:
    return SalesFigures.of(line for lines in orders for line in lines)


class TestWhatSellsBest:
    def test_is_what_is_in_the_most_orders(self) -> None:
        many = [order(n, BOOTS, *((SOCKS,) if n % 2 else ())) for n in range(LEAST_ORDERS)]

        assert figures(*many).best(2) == [(BOOTS, LEAST_ORDERS), (SOCKS, LEAST_ORDERS // 2)]

    def test_is_not_told_of_few_orders(self) -> None:
        few = [order(n, BOOTS) for n in range(LEAST_ORDERS - 1)]

        assert figures(*few).best(2) == []

    def test_leaves_out_deleted_products(self) -> None:
        gone = [order(n, ProductId("")) for n in range(LEAST_ORDERS)]

        assert figures(*gone).best(2) == []


class TestWhatIsBoughtTogether:
    def test_is_what_enough_orders_have_both_of(self) -> None:
        both = [order(n, BOOTS, SOCKS) for n in range(LEAST_SUPPORT)]

        assert figures(*both).bought_with(BOOTS, 3) == [(SOCKS, LEAST_SUPPORT)]

    def test_is_not_told_of_fewer(self) -> None:
        both = [order(n, BOOTS, SCARF) for n in range(LEAST_SUPPORT - 1)]

        assert figures(*both).bought_with(BOOTS, 3) == []
        assert figures(*both).bought_with(SOCKS, 3) == []
