"""Orders that scenarios are drawn from, of shops that sell little and much."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.improvement.rehearsal.order_pool import OrderPool, UnknownOrderError
from assistant.operations.gate import Gate
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds import shop_records as given
from tests.support.seeds.autonomy_tables import FixedTable
from tests.unit.assistant.operations.cases import NOW, RULES


def pool_of(*orders: Order) -> OrderPool:
    customers = {
        one.customer_id: replace(given.LEA_KNOWN, customer_id=one.customer_id) for one in orders
    }
    records = ShopRecords(customers=tuple(customers.values()), orders=orders, products={"fr": ()})
    shop = MemoryShop(records)
    gate = Gate(
        customers=shop,
        orders=shop,
        assortment=shop,
        rules=RULES,
        autonomy=FixedTable(),
        clock=HandClock(NOW),
    )
    return OrderPool(gate=gate, now=NOW)


def sold(place: int, *, days_ago: float) -> Order:
    """Return an order of a buyer of its own; it is sent after four days and there after six."""
    placed = NOW - timedelta(days=days_ago)
    status = OrderStatus.PENDING
    if days_ago > 4:
        status = OrderStatus.DELIVERED if days_ago > 6 else OrderStatus.SHIPPED
    return replace(
        given.PENDING,
        order_id=OrderId(f"o{place}"),
        number=f"#{place}",
        customer_id=CustomerId(f"k{place}"),
        placed_at=placed,
        status=status,
        delivered_at=placed + timedelta(days=6) if status is OrderStatus.DELIVERED else None,
    )


DRAW = Random(1)  # noqa: S311  # repeatable


class TestThePool:
    async def test_of_a_shop_that_sells_much_has_orders_in_each_state(self) -> None:
        pool = pool_of(*(sold(place, days_ago=place / 20) for place in range(1200)))

        for state in (OrderStatus.PENDING, OrderStatus.SHIPPED, OrderStatus.DELIVERED):
            order, _ = await pool.find(state, DRAW, NOW)
            assert order.status is state
        assert len(await pool.all()) == 40

    async def test_of_a_shop_that_sells_little_has_all(self) -> None:
        pool = pool_of(*(sold(place, days_ago=place * 2 + 1) for place in range(20)))

        assert len(await pool.all()) == 20

    async def test_measures_a_delivery_by_the_moment_of_the_scenario(self) -> None:
        pool = pool_of(sold(1, days_ago=15))  # delivered nine days ago

        order, _ = await pool.find(OrderStatus.DELIVERED, DRAW, NOW)
        with pytest.raises(UnknownOrderError):
            await pool.find(OrderStatus.DELIVERED, DRAW, NOW + timedelta(days=2))

        assert order.number == "#1"
