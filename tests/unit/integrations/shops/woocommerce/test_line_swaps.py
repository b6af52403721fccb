from dataclasses import replace

import pytest

from assistant.commerce.order import LinePart, Order
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError
from assistant.commerce.shop_effects import Swap
from assistant.commerce.shop_ids import LineId, VariantId
from integrations.shops.woocommerce.api_payloads import OrderPayload, read
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.line_swaps import WooSwaps, swapped
from integrations.shops.woocommerce.order_reader import WooOrderReader
from integrations.shops.woocommerce.shop_assortment import WooAssortment
from tests.support.seeds.shop_records import euros
from tests.support.simulators.woocommerce.server import WooSimulator


@pytest.fixture
def swaps(client: RestClient) -> WooSwaps:
    return WooSwaps(client=client, assortment=WooAssortment(client=client))


def order(simulator: WooSimulator) -> Order:
    return WooOrderReader().read(read(OrderPayload, simulator.store.orders[1004]))


def variant(simulator: WooSimulator, size: str) -> VariantId:
    rows = simulator.store.variations.items()
    return VariantId(str(next(number for number, row in rows if row["name"].endswith(size))))


class TestWhatIsWanted:
    async def test_is_there_at_the_difference_that_was_read_back(
        self, swaps: WooSwaps, simulator: WooSimulator
    ) -> None:
        found = order(simulator)
        swap = Swap(line_id=found.lines[0].line_id, variant_id=variant(simulator, "- L"))

        await swaps.check((swap,), found, euros(2))
        await swaps.check((swap,), found, None)
        with pytest.raises(ShopMovedOnError, match="difference"):
            await swaps.check((swap,), found, euros(1))

    async def test_is_there_for_all_lines_together(
        self, swaps: WooSwaps, simulator: WooSimulator
    ) -> None:
        found = order(simulator)
        two = replace(found, lines=(replace(found.lines[0], quantity=2),))
        swap = Swap(line_id=two.lines[0].line_id, variant_id=variant(simulator, "- L"))

        with pytest.raises(ShopMovedOnError, match="stock"):
            await swaps.check((swap,), two, None)

    async def test_is_of_the_same_product(self, swaps: WooSwaps, simulator: WooSimulator) -> None:
        found = order(simulator)
        other = next(
            VariantId(str(number))
            for number, row in simulator.store.products.items()
            if row["type"] == "simple"
        )

        with pytest.raises(ShopRefusedError, match="none of product"):
            await swaps.check(
                (Swap(line_id=found.lines[0].line_id, variant_id=other),), found, None
            )

    async def test_takes_the_place_of_a_line_of_the_order(
        self, swaps: WooSwaps, simulator: WooSimulator
    ) -> None:
        swap = Swap(line_id=LineId("1"), variant_id=variant(simulator, "- L"))

        with pytest.raises(ShopRefusedError, match="no line 1"):
            await swaps.check((swap,), order(simulator), None)


async def test_stock_is_taken_once_however_often_it_is_asked_for(
    swaps: WooSwaps, simulator: WooSimulator
) -> None:
    found, payload = order(simulator), read(OrderPayload, simulator.store.orders[1004])
    swap = Swap(line_id=found.lines[0].line_id, variant_id=variant(simulator, "- M"))

    after = await swaps.swap((swap,), payload, found, "k1", settled=False)
    await swaps.take_stock(after, "k1")
    await swaps.take_stock(after, "k1")

    assert [one.quantity for one in swapped(after, "k1")] == [1]
    assert swapped(after, "k2") == ()
    stock = simulator.store.variations[int(swap.variant_id)]["stock_quantity"]
    assert stock == 4


class TestSomePieces:
    async def test_leave_the_others_in_their_line_at_their_share(
        self, swaps: WooSwaps, simulator: WooSimulator
    ) -> None:
        row = simulator.store.orders[1004]["line_items"][0]
        row |= {"quantity": 2, "subtotal": "60.00", "total": "60.00"}
        found = read(OrderPayload, simulator.store.orders[1004])
        before = order(simulator)
        line = before.lines[0]
        swap = Swap(line_id=line.line_id, variant_id=variant(simulator, "- M"))
        one = (LinePart(line_id=line.line_id, pieces=1, of=2),)

        after = await swaps.swap((swap,), found, before, "k1", one, settled=False)

        assert [(item.quantity, item.total) for item in after.line_items] == [
            (1, "30.00"),
            (1, "30.00"),
        ]
        (new,) = swaps.replacement((swap,), found, before, one)["line_items"]
        assert new["quantity"] == 1
