"""A claim that was left behind goes to one process, and ends before another may take it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.effect_notes import LEASE
from assistant.commerce.ports import ShopSystem, ShopUnavailableError
from assistant.commerce.shop_effects import ReturnItems
from integrations.shops.shopify.shop_orders import ShopifyOrderBook
from tests.contract.effects import Effects
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import permit
from tests.support.simulators.shopify.server import Fault, ShopifySimulator
from tests.unit.integrations.shops.shopify.conftest import Watch, Workers


async def left_behind(workers: Workers, effect: ReturnItems) -> None:
    """Begin a return in a process that does not live to do it."""
    dead = await workers.another()
    workers.simulator.faults.append(Fault(status=502, operation="CreateReturn"))
    with pytest.raises(ShopUnavailableError):
        await dead.orders.execute(permit(effect))


class TestAClaimThatIsOld:
    async def test_is_taken_over_by_one_of_several_workers(
        self, workers: Workers, shop: ShopSystem, simulator: ShopifySimulator, watch: Watch
    ) -> None:
        effect = await Effects(shop).return_shirt(given.ARRIVED)
        await left_behind(workers, effect)
        watch.at += LEASE
        simulator.asked.clear()
        others = [await workers.another() for _ in range(4)]

        answers = await asyncio.gather(
            *(one.orders.execute(permit(effect)) for one in others), return_exceptions=True
        )

        done = [one for one in answers if not isinstance(one, BaseException)]
        assert len(done) == 1
        assert simulator.asked.count("CreateReturn") == 1  # no other worker got as far as that

    async def test_is_held_anew_by_who_took_it_over(
        self, workers: Workers, shop: ShopSystem, simulator: ShopifySimulator, watch: Watch
    ) -> None:
        effect = await Effects(shop).return_shirt(given.ARRIVED)
        await left_behind(workers, effect)
        watch.at += LEASE
        await left_behind(workers, effect)
        watch.at += timedelta(seconds=1)

        with pytest.raises(ShopUnavailableError, match="another worker"):
            await shop.orders.execute(permit(effect))

        assert simulator.done == []


async def test_an_effect_ends_before_its_claim_does(
    workers: Workers, shop: ShopSystem, simulator: ShopifySimulator
) -> None:
    orders = shop.orders
    assert isinstance(orders, ShopifyOrderBook)
    effect = await Effects(shop).return_shirt(given.ARRIVED)
    answered = asyncio.Event()
    simulator.faults.append(Fault(status=502, operation="CreateReturn", until=answered))

    with pytest.raises(ShopUnavailableError, match="too long"):
        await replace(orders, hold_s=0.5).execute(permit(effect))
    answered.set()

    with pytest.raises(ShopUnavailableError, match="another worker"):
        await (await workers.another()).orders.execute(permit(effect, "k2"))
