"""What goes wrong between a permit and its receipt, and what is made of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.commerce.effect_notes import LEASE
from assistant.commerce.order import OrderStatus
from assistant.commerce.permit import Permit
from assistant.commerce.ports import (
    ShopMovedOnError,
    ShopRefusedError,
    ShopSystem,
    ShopUnavailableError,
)
from assistant.commerce.shop_effects import ChangeItems, Effect
from assistant.commerce.shop_ids import PaymentMethodId
from tests.contract.effects import CORK, Effects
from tests.contract.shop import Desk
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import permit
from tests.support.simulators.shopify.server import Fault, ShopifySimulator
from tests.unit.integrations.shops.shopify.conftest import Watch, Workers

EFFECTS = {
    "cancel": ("CancelOrder", "orderCancel"),
    "return": ("CreateReturn", "returnCreate"),
    "exchange": ("CreateReturn", "returnCreate"),
    "edit": ("CommitEdit", "orderEditCommit"),
    "refund": ("CreateRefund", "refundCreate"),
    "address": ("UpdateOrder", "orderUpdate"),
}


async def effect_of(name: str, shop: ShopSystem) -> Effect:
    effects = Effects(shop)
    match name:
        case "cancel":
            return await effects.cancel(given.PENDING)
        case "return":
            return await effects.return_shirt(given.ARRIVED)
        case "exchange":
            return await effects.exchange_shirt(given.ARRIVED, given.MEDIUM)
        case "edit" | "refund":
            return await effects.change_shirt(given.TOMS, given.CHEAP)
        case _:
            return await effects.send_to_cork(given.TOMS)


class TestALostAnswer:
    @pytest.mark.parametrize("after_the_work", [False, True])
    @pytest.mark.parametrize("name", EFFECTS)
    async def test_ends_in_one_effect(
        self, shop: ShopSystem, simulator: ShopifySimulator, name: str, *, after_the_work: bool
    ) -> None:
        operation, write = EFFECTS[name]
        allowed = permit(await effect_of(name, shop))
        simulator.faults.append(
            Fault(status=502, operation=operation, after_the_work=after_the_work)
        )
        if name != "refund":  # which Shopify itself does once, so that it is simply repeated
            with pytest.raises(ShopUnavailableError):
                await shop.orders.execute(allowed)
            assert await shop.orders.receipt("k1") is None

        receipt = await shop.orders.execute(allowed)

        assert simulator.done.count(write) == 1
        assert await shop.orders.receipt("k1") == receipt

    @pytest.mark.parametrize("name", EFFECTS)
    async def test_of_what_is_written_down_ends_in_one_effect(
        self, shop: ShopSystem, simulator: ShopifySimulator, name: str
    ) -> None:
        allowed = permit(await effect_of(name, shop))
        before = simulator.asked.count("SetMetafields")
        for status in (502, 503, 504):
            simulator.faults.append(
                Fault(status=status, operation="SetMetafields", after_the_work=True)
            )

        receipt = await shop.orders.execute(allowed)

        assert simulator.asked.count("SetMetafields") > before
        assert simulator.done.count(EFFECTS[name][1]) == 1
        assert await shop.orders.receipt("k1") == receipt


class TestACrash:
    """A process that began and never came back."""

    async def crash(self, workers: Workers, allowed: Permit, *, after_the_work: bool) -> None:
        dead = await workers.another()
        workers.simulator.faults.append(
            Fault(status=502, operation="CancelOrder", after_the_work=after_the_work)
        )
        with pytest.raises(ShopUnavailableError):
            await dead.orders.execute(allowed)

    async def test_holds_others_back_until_its_claim_is_old(
        self, workers: Workers, shop: ShopSystem, watch: Watch
    ) -> None:
        allowed = permit(await effect_of("cancel", shop))
        await self.crash(workers, allowed, after_the_work=False)

        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(allowed)
        watch.at += LEASE
        await shop.orders.execute(allowed)

        assert workers.simulator.done == ["orderCancel"]

    async def test_after_the_effect_is_completed_by_another(
        self, workers: Workers, shop: ShopSystem, watch: Watch
    ) -> None:
        allowed = permit(await effect_of("cancel", shop))
        await self.crash(workers, allowed, after_the_work=True)
        watch.at += LEASE

        receipt = await shop.orders.execute(allowed)

        assert workers.simulator.done == ["orderCancel"]
        assert receipt.amount == given.euros(46)

    async def test_before_the_effect_does_not_make_up_for_what_changed_since(
        self, workers: Workers, shop: ShopSystem, watch: Watch
    ) -> None:
        allowed = permit(await effect_of("cancel", shop))
        await self.crash(workers, allowed, after_the_work=False)
        watch.at += LEASE
        order = next(iter(workers.simulator.store.orders.values()))
        order["shippingAddress"] = order["shippingAddress"] | {"city": "Brest"}

        with pytest.raises(ShopMovedOnError):
            await shop.orders.execute(allowed)

        assert workers.simulator.done == []


class TestTwoWorkers:
    async def test_with_one_permit_have_one_effect(
        self, workers: Workers, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        allowed = permit(await effect_of("return", shop))
        others = [await workers.another() for _ in range(4)]

        answers = await asyncio.gather(
            *(one.orders.execute(allowed) for one in others), return_exceptions=True
        )

        done = [one for one in answers if not isinstance(one, BaseException)]
        assert len(set(done)) == 1
        assert all(isinstance(one, ShopUnavailableError) for one in answers if one not in done)
        assert simulator.done == ["returnCreate"]

    async def test_with_two_permits_for_one_order_have_one_effect(
        self, workers: Workers, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        one, other = await effect_of("cancel", shop), await effect_of("cancel", shop)
        first, second = await workers.another(), await workers.another()

        answers = await asyncio.gather(
            first.orders.execute(permit(one, "one")),
            second.orders.execute(permit(other, "other")),
            return_exceptions=True,
        )

        refused = [one for one in answers if isinstance(one, BaseException)]
        assert len(refused) == 1
        assert isinstance(refused[0], ShopMovedOnError | ShopUnavailableError)
        assert simulator.done == ["orderCancel"]


class TestShopifysOwnRules:
    async def test_a_cancellation_is_awaited(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        simulator.mutations.cancel_after = timedelta(milliseconds=500)

        await shop.orders.execute(permit(await effect_of("cancel", shop)))

        assert (await Desk(shop).order(given.PENDING)).status is OrderStatus.CANCELLED

    async def test_an_order_that_was_sent_is_not_cancelled(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).cancel(given.ARRIVED)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(effect))

        assert await shop.orders.receipt("k1") is None

    async def test_what_was_returned_once_is_not_returned_again(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        await shop.orders.execute(permit(await effect_of("return", shop)))

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(await effect_of("return", shop), "k2"))

        assert simulator.done == ["returnCreate"]

    async def test_a_sum_that_is_not_what_was_read_back_is_not_committed(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await effect_of("edit", shop)
        assert isinstance(effect, ChangeItems)
        wrong = replace(effect, difference=given.euros(-6))

        with pytest.raises(ShopMovedOnError):
            await shop.orders.execute(permit(wrong))

        assert simulator.done == []

    async def test_a_price_that_rises_meanwhile_is_seen(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await effect_of("edit", shop)
        for variant in simulator.store.variants.values():
            variant["price"] = "99.00"

        with pytest.raises(ShopMovedOnError):
            await shop.orders.execute(permit(effect))

    async def test_a_change_that_costs_more_is_refused(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await Effects(shop).change_shirt(given.PENDING, given.LARGE)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(effect))

        assert simulator.done == []
        assert await shop.orders.receipt("k1") is None

    async def test_a_missing_scope_is_a_refusal(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await effect_of("return", shop)
        simulator.store.scopes -= {"write_returns"}
        simulator.store.scopes |= {"read_returns"}

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(effect))


class TestSearch:
    async def test_that_lags_behind_finds_new_orders_late_and_effects_at_once(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await effect_of("return", shop)
        simulator.lag_behind(timedelta(days=365))

        assert await shop.orders.with_number("#1003") is None
        receipt = await shop.orders.execute(permit(effect))
        assert await shop.orders.receipt("k1") == receipt
        assert [one.number for one in await shop.orders.of_customer(
            (await Desk(shop).lea()).customer_id, limit=1
        )] == ["#1003"]  # fmt: skip


class TestSomebodyElsesOrder:
    async def test_takes_as_many_questions_as_one_that_does_not_exist(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        await shop.orders.with_number(given.TOMS.number)
        theirs = list(simulator.asked)
        simulator.asked.clear()

        assert await shop.orders.with_number("#9999") is None

        assert simulator.asked == theirs


class TestAnAddress:
    async def test_that_shopify_writes_in_its_own_way_is_the_same(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        allowed = permit(await effect_of("address", shop))
        simulator.faults.append(Fault(status=502, operation="UpdateOrder", after_the_work=True))
        with pytest.raises(ShopUnavailableError):
            await shop.orders.execute(allowed)
        order = next(o for o in simulator.store.orders.values() if o["name"] == "#1004")
        order["shippingAddress"] |= {"zip": "t12xy34", "address1": "1 FERRY ROAD"}

        await shop.orders.execute(allowed)

        assert simulator.done == ["orderUpdate"]


class TestADefaultAddress:
    async def test_is_made_for_a_customer_without_one(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        for customer in simulator.store.customers.values():
            customer["defaultAddress"] = None

        receipt = await shop.orders.execute(permit(await Effects(shop).keep_cork()))

        assert "CreateAddress" in simulator.asked
        assert (await Desk(shop).tom()).default_address == CORK
        assert await shop.orders.receipt("k1") == receipt

    async def test_that_shopify_does_not_take_is_refused(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).keep_cork()
        nowhere = replace(effect, address=replace(CORK, city=""))

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(nowhere))

        assert await shop.orders.receipt("k1") is None


class TestARefund:
    async def test_to_what_did_not_pay_is_refused_before_anything_is_changed(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        effect = await effect_of("edit", shop)
        assert isinstance(effect, ChangeItems)
        elsewhere = replace(effect, settle_with=PaymentMethodId("gid://shopify/GiftCard/1"))

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(elsewhere))

        assert simulator.done == []

    async def test_of_an_order_that_was_partly_paid_back_is_of_the_rest(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        order = next(o for o in simulator.store.orders.values() if o["name"] == "#1001")
        simulator.store.pay_back(order, order["transactions"][0], Decimal(6))

        receipt = await shop.orders.execute(permit(await effect_of("cancel", shop)))

        assert receipt.amount == given.euros(40)
        assert (await Desk(shop).order(given.PENDING)).paid == given.euros(0)
