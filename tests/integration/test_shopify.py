"""The Shopify adapter against a simulated store, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopSystem, ShopUnavailableError
from assistant.kit.web.retries import Pace
from integrations.shops.shopify.store_connection import open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.contract.effects import Effects
from tests.contract.shop import Feature
from tests.contract.shop_effects import ShopContract
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS, permit
from tests.support.simulators.shopify.seed import Seed
from tests.support.simulators.shopify.server import TOKEN, VERSION, Fault, ShopifySimulator


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class TestShopify(ShopContract):
    lacks: ClassVar[frozenset[Feature]] = frozenset({Feature.CHARGES})
    refuses: ClassVar[frozenset[str]] = frozenset({"change_payment"})

    failing: ShopifySimulator

    @pytest.fixture
    async def simulator(self) -> AsyncIterator[ShopifySimulator]:
        simulator = ShopifySimulator(maximum=40_000, restore_rate=2_000)  # of the largest plan
        Seed(simulator.store).fill(RECORDS)
        async with simulator.serve():
            yield simulator
        assert simulator.invalid == []

    @pytest.fixture
    async def shop(self, simulator: ShopifySimulator) -> AsyncIterator[ShopSystem]:
        async with open_store(
            base_url=simulator.url,
            token=TOKEN,
            api_version=VERSION,
            clock=SystemClock(),
            terms=TERMS,
            pace=Pace(timeout_s=5.0, patience_s=5.0),
        ) as store:
            self.failing = simulator
            yield store.system

    async def vouchers(self, shop: ShopSystem) -> list[tuple[str, str]]:
        del shop
        made = self.failing.store.discounts.items()
        return [(c, x["customerGets"]["value"]["discountAmount"]["amount"]) for c, x in made]

    async def use(self, shop: ShopSystem, code: str) -> None:
        del shop, code

    async def codes(self, shop: ShopSystem) -> list[tuple[str, str, list[str], str]]:
        made = [one["customerGets"] for one in self.failing.store.discounts.values()]
        products = [one["items"]["products"]["productsToAdd"] for one in made]
        least = [
            one["minimumRequirement"]["subtotal"]["greaterThanOrEqualToSubtotal"]
            for one in self.failing.store.discounts.values()
        ]
        worth = await self.vouchers(shop)
        return [
            (code, amount, of, size)
            for (code, amount), of, size in zip(worth, products, least, strict=True)
        ]

    @pytest.mark.parametrize(
        ("operation", "kind", "order"),
        [
            ("CreateDraft", "reship", given.ARRIVED),
            ("CompleteDraft", "reship", given.ARRIVED),
            ("CreateDiscount", "voucher", given.ARRIVED),
            ("CreateRefund", "refund_part", given.ARRIVED),
            ("CreateRefund", "remove_shirt", given.PENDING),
        ],
    )
    async def test_what_has_lost_its_answer_is_finished_once_by_whoever_asks(
        self, shop: ShopSystem, operation: str, kind: str, order: Order
    ) -> None:
        effect = await getattr(Effects(shop), kind)(order)
        lost = Fault(status=502, operation=operation, after_the_work=True, times=9)
        self.failing.faults.append(lost)
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(permit(effect))
        self.failing.faults.clear()
        assert await shop.orders.receipt("k1") is None
        assert await shop.orders.begun("k1", effect.order_id) == effect

        receipt = await shop.orders.execute(permit(effect))

        assert await shop.orders.receipt("k1") == receipt
        assert await shop.orders.begun("k1", effect.order_id) is None
        done = [one for one in self.failing.done if one != "orderEditCommit"]
        assert len(done) == 1

    async def test_what_the_apps_scopes_forbid_is_said(
        self, simulator: ShopifySimulator, shop: ShopSystem
    ) -> None:
        simulator.store.scopes -= {"write_discounts", "write_draft_orders"}

        assert await shop.orders.refuses() == {"change_payment", "reship", "grant_voucher"}

    async def lose_the_answer(self, shop: ShopSystem, permit: Permit) -> None:
        self.failing.faults.append(Fault(status=502, operation="CancelOrder", after_the_work=True))
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(permit)
