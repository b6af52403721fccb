"""The WooCommerce adapter against a simulated shop, over real HTTP."""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopSystem, ShopUnavailableError
from assistant.kit.web.retries import Pace
from integrations.shops.woocommerce.store_connection import open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.contract.effects import Effects
from tests.contract.shop import Feature
from tests.contract.shop_effects import ShopContract
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS, permit
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

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("orders", "reship"),
            ("coupons", "voucher"),
            (r"orders/\d+/refunds", "refund_part"),
        ],
    )
    async def test_an_exception_whose_answer_was_lost_is_made_once(
        self, shop: ShopSystem, path: str, kind: str
    ) -> None:
        effect = await getattr(Effects(shop), kind)(given.ARRIVED)
        lost = Fault(status=502, method="POST", path=path, after_the_work=True)
        self.failing.faults.append(lost)
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(permit(effect))

        receipt = await shop.orders.execute(permit(effect))

        assert await shop.orders.receipt("k1") == receipt
        writes = [one for one in self.failing.done if one[0] == "POST"]
        assert len(writes) == 1

    async def lose_the_answer(self, shop: ShopSystem, permit: Permit) -> None:
        lost = Fault(status=502, method="POST", path=r"orders/\d+/refunds", after_the_work=True)
        self.failing.faults.append(lost)
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(permit)
