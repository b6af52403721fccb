"""The WooCommerce adapter against a simulated shop, over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar

import pytest

from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopSystem, ShopUnavailableError
from assistant.kit.web.retries import Pace
from integrations.shops.woocommerce.store_connection import open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.contract.effects import Effects
from tests.contract.shop import Desk, Feature
from tests.contract.shop_effects import ShopContract
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS, euros, permit
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, Fault, WooSimulator


class TestWooCommerce(ShopContract):
    lacks: ClassVar[frozenset[Feature]] = frozenset(
        {Feature.BALANCES, Feature.SPLIT_PAYMENTS, Feature.CHARGES, Feature.TRACKING}
    )
    refuses: ClassVar[frozenset[str]] = frozenset({"change_payment"})

    failing: WooSimulator

    @pytest.fixture
    async def simulator(self) -> AsyncIterator[WooSimulator]:
        simulator = WooSimulator()
        Seed(simulator.store).fill(RECORDS)
        async with simulator.serve():
            yield simulator

    @pytest.fixture
    async def shop(self, simulator: WooSimulator) -> AsyncIterator[ShopSystem]:
        async with open_store(
            url=simulator.url,
            key=KEY,
            secret=SECRET,
            clock=SystemClock(),
            terms=TERMS,
            pace=Pace(timeout_s=5.0, patience_s=5.0),
        ) as store:
            self.failing = simulator
            yield store.system

    async def vouchers(self, shop: ShopSystem) -> list[tuple[str, str]]:
        del shop
        return [(one["code"].upper(), one["amount"]) for one in self.failing.store.coupons]

    async def use(self, shop: ShopSystem, code: str) -> None:
        del shop, code

    async def codes(self, shop: ShopSystem) -> list[tuple[str, str, list[str], str]]:
        del shop
        made = self.failing.store.coupons
        assert all(one["discount_type"] == "fixed_product" for one in made)
        assert all(one["limit_usage_to_x_items"] == 1 for one in made)
        return [
            (one["code"], one["amount"], [*map(str, one["product_ids"])], one["minimum_amount"])
            for one in made
        ]

    @pytest.mark.parametrize(
        ("path", "kind", "order"),
        [
            ("orders", "reship", given.ARRIVED),
            ("coupons", "voucher", given.ARRIVED),
            (r"orders/\d+/refunds", "refund_part", given.ARRIVED),
            (r"orders/\d+/refunds", "remove_shirt", given.PENDING),
        ],
    )
    async def test_what_has_lost_its_answer_is_finished_once_by_whoever_asks(
        self, shop: ShopSystem, path: str, kind: str, order: Order
    ) -> None:
        effect = await getattr(Effects(shop), kind)(order)
        lost = Fault(status=502, method="POST", path=path, after_the_work=True)
        self.failing.faults.append(lost)
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(permit(effect))
        assert await shop.orders.receipt("k1") is None
        assert await shop.orders.begun("k1", effect.order_id) == effect

        receipt = await shop.orders.execute(permit(effect))

        assert await shop.orders.receipt("k1") == receipt
        assert await shop.orders.begun("k1", effect.order_id) is None
        writes = [one for one in self.failing.done if one[0] == "POST"]
        assert len(writes) == 1

    async def test_a_line_of_an_order_that_nobody_paid_is_taken_off(self, shop: ShopSystem) -> None:
        found = await Desk(shop).order(given.PENDING)
        self.failing.store.orders[int(found.order_id)]["date_paid_gmt"] = None
        unpaid = await Desk(shop).order(given.PENDING)
        effect = await Effects(shop).remove_shirt(given.PENDING)
        effect = replace(effect, refund_to=None, refund=euros(0))

        receipt = await shop.orders.execute(permit(effect))

        order = await Desk(shop).order(given.PENDING)
        assert [one.line_id for one in order.lines] == [unpaid.lines[1].line_id]
        assert (receipt.reference, receipt.amount) == ("#1001", None)
        assert self.failing.store.refunds.get(int(found.order_id), []) == []

    async def lose_the_answer(self, shop: ShopSystem, permit: Permit) -> None:
        lost = Fault(status=502, method="POST", path=r"orders/\d+/refunds", after_the_work=True)
        self.failing.faults.append(lost)
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(permit)
