"""Effects in a shop where processes die, answers are lost and others are at work."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.effect_notes import HOLD_S, LEASE
from assistant.commerce.ports import (
    ShopMovedOnError,
    ShopRefusedError,
    ShopSystem,
    ShopUnavailableError,
)
from assistant.commerce.shop_effects import Effect
from assistant.kit.web.retries import Pace
from integrations.shops.woocommerce.order_reader import guest
from integrations.shops.woocommerce.permit_record import mark
from integrations.shops.woocommerce.shop_orders import RECEIPTS, WooOrderBook
from integrations.shops.woocommerce.store_connection import WooStore, open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.contract.effects import Effects
from tests.contract.shop import Desk
from tests.support.patience import Time
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS, euros, permit
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, Fault, WooSimulator
from tests.unit.integrations.shops.woocommerce.conftest import PassingClock

REFUND, NOTE = r"orders/\d+/refunds", r"orders/\d+/notes"


@pytest.fixture
async def other(
    simulator: WooSimulator, pace: Pace, clock: PassingClock
) -> AsyncIterator[WooStore]:
    """Another process at the same shop."""
    async with open_store(
        url=simulator.url, key=KEY, secret=SECRET, clock=clock, terms=TERMS, pace=pace
    ) as store:
        yield store


async def killed(shop: ShopSystem, simulator: WooSimulator, effect: Effect, *faults: Fault) -> None:
    """Begin an effect in a process that does not live to write it down."""
    simulator.faults += faults
    with pytest.raises(ShopUnavailableError):
        await shop.orders.execute(permit(effect))
    simulator.faults.clear()


class TestAProcessThatDied:
    async def test_after_a_refund_leaves_one_refund(
        self, store: WooStore, other: WooStore, simulator: WooSimulator, time: Time
    ) -> None:
        effect = await Effects(store.system).cancel(given.PENDING)
        lost = Fault(status=502, method="POST", path=REFUND, after_the_work=True)
        await killed(store.system, simulator, effect, lost)
        time.at += 100

        receipt = await other.system.orders.execute(permit(effect))

        assert receipt.amount == euros(46)
        assert len(simulator.store.refunds[1001]) == 1
        assert (await Desk(other.system).order(given.PENDING)).cancel_reason == effect.reason

    async def test_keeps_others_out_until_it_is_taken_for_dead(
        self, store: WooStore, other: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).cancel(given.PENDING)
        lost = Fault(status=502, method="POST", path=REFUND, after_the_work=True)
        await killed(store.system, simulator, effect, lost)

        with pytest.raises(ShopUnavailableError, match="another process"):
            await other.system.orders.execute(permit(effect))

    async def test_between_swap_and_refund_leaves_one_of_each(
        self, store: WooStore, other: WooStore, simulator: WooSimulator, time: Time
    ) -> None:
        effect = await Effects(store.system).change_shirt(given.TOMS, given.CHEAP)
        await killed(store.system, simulator, effect, Fault(status=502, method="POST", path=REFUND))
        time.at += 100

        receipt = await other.system.orders.execute(permit(effect))

        order = await Desk(other.system).order(given.TOMS)
        assert receipt.amount == euros(5)
        assert [line.options for line in order.lines] == [(("Size", "XS"),)]
        assert order.paid == euros(25)
        assert order.lines[0].price == euros(25)
        assert [one.line_ids for one in order.requests] == [(order.lines[0].line_id,)]
        stock = {row["name"]: row["stock_quantity"] for row in simulator.store.variations.values()}
        assert (stock["Ouessant Shirt - XS"], stock["Ouessant Shirt - S"]) == (3, 6)

    async def test_after_the_swap_was_sent_leaves_one_new_line(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).change_shirt(given.TOMS, given.MEDIUM)
        lost = Fault(status=502, method="POST", path="orders/1004", after_the_work=True)
        await killed(store.system, simulator, effect, lost)

        await store.system.orders.execute(permit(effect))

        assert len((await Desk(store.system).order(given.TOMS)).lines) == 1

    async def test_after_an_exchange_was_sent_leaves_one_order_and_one_note(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).exchange_shirt(given.ARRIVED, given.MEDIUM)
        made = Fault(status=502, method="POST", path="orders", after_the_work=True)
        await killed(store.system, simulator, effect, made)
        noted = Fault(status=502, method="POST", path=NOTE, after_the_work=True)
        await killed(store.system, simulator, effect, noted)

        await store.system.orders.execute(permit(effect))

        sends = [row for row in simulator.store.orders.values() if row["parent_id"] == 1003]
        assert [(row["status"], row["total"]) for row in sends] == [("on-hold", "0.00")]
        assert len(simulator.store.notes[1003]) == 1


async def test_an_effect_ends_before_its_claim_does(
    store: WooStore, other: WooStore, simulator: WooSimulator
) -> None:
    orders = store.system.orders
    assert isinstance(orders, WooOrderBook)
    effect = await Effects(store.system).cancel(given.PENDING)
    answered = asyncio.Event()
    simulator.faults.append(Fault(status=502, method="POST", path=REFUND, until=answered))

    with pytest.raises(ShopUnavailableError, match="too long"):
        await replace(orders, hold_s=1.0).execute(permit(effect))
    answered.set()

    with pytest.raises(ShopUnavailableError, match="another process"):
        await other.system.orders.execute(permit(effect, "k2"))


class TestTwoProcesses:
    async def test_have_one_effect_between_them(
        self, store: WooStore, other: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).cancel(given.PENDING)

        answers = await asyncio.gather(
            *(one.system.orders.execute(permit(effect)) for one in (store, other)),
            return_exceptions=True,
        )
        again = await store.system.orders.execute(permit(effect))

        assert len(simulator.store.refunds[1001]) == 1
        assert all(
            answer == again or isinstance(answer, ShopUnavailableError) for answer in answers
        )

    async def test_find_each_others_receipts(
        self, store: WooStore, other: WooStore, time: Time
    ) -> None:
        effect = await Effects(store.system).return_shirt(given.ARRIVED)
        receipt = await store.system.orders.execute(permit(effect))

        assert await other.system.orders.receipt("k1") == receipt
        time.at += (RECEIPTS + timedelta(hours=2)).total_seconds()
        assert await other.system.orders.execute(permit(effect)) == receipt

    async def test_give_one_receipt_for_what_was_done_for_a_customer(
        self, store: WooStore, other: WooStore
    ) -> None:
        effect = await Effects(store.system).keep_cork()
        receipt = await store.system.orders.execute(permit(effect))

        assert await other.system.orders.receipt("k1") is None
        assert await other.system.orders.execute(permit(effect)) == receipt


class TestAnExchange:
    async def test_sends_what_the_customer_is_not_shown(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        effect = await Effects(store.system).exchange_shirt(given.ARRIVED, given.MEDIUM)

        await store.system.orders.execute(permit(effect))

        lea = await Desk(store.system).lea()
        orders = await store.system.orders.of_customer(lea.customer_id, limit=10)
        assert [one.number for one in orders] == ["#1003", "#1002", "#1001"]
        [sends] = [row for row in simulator.store.orders.values() if row["parent_id"]]
        assert sends["shipping"]["city"] == "Douarnenez"
        assert await store.system.orders.with_number(sends["number"]) is None
        [said] = simulator.store.notes[1003]
        assert "Ouessant Shirt (S)" in said["note"]
        assert mark("k1") in said["note"]
        assert not said["customer_note"]


class TestWhatTheShopCannotDo:
    @pytest.mark.parametrize("gateway", ["bacs", "uninstalled"])
    async def test_is_pay_back_through_a_gateway_that_does_not(
        self, store: WooStore, simulator: WooSimulator, gateway: str
    ) -> None:
        simulator.store.orders[1001]["payment_method"] = gateway
        effect = await Effects(store.system).cancel(given.PENDING)

        with pytest.raises(ShopRefusedError, match="refunds nothing"):
            await store.system.orders.execute(permit(effect))
        assert simulator.store.orders[1001]["status"] == "processing"
        assert simulator.store.orders[1001]["meta_data"] == []

    async def test_is_pay_back_when_the_gateway_fails(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        simulator.store.broken_gateways.add("stripe")
        effect = await Effects(store.system).cancel(given.PENDING)

        with pytest.raises(ShopRefusedError):
            await store.system.orders.execute(permit(effect))
        assert (await Desk(store.system).order(given.PENDING)).version == effect.version

    async def test_a_change_whose_refund_fails_is_not_called_undone(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        simulator.store.broken_gateways.add("ppcp-gateway")
        effect = await Effects(store.system).change_shirt(given.TOMS, given.CHEAP)

        with pytest.raises(ShopUnavailableError, match="order is changed"):
            await store.system.orders.execute(permit(effect))
        simulator.store.broken_gateways.clear()

        assert (await store.system.orders.execute(permit(effect))).amount == euros(5)

    async def test_is_charge_more(self, store: WooStore, simulator: WooSimulator) -> None:
        effect = await Effects(store.system).change_shirt(given.PENDING, given.LARGE)

        with pytest.raises(ShopRefusedError, match="charges no method again"):
            await store.system.orders.execute(permit(effect))
        assert simulator.store.orders[1001]["meta_data"] == []

    async def test_is_keep_anything_for_a_guest(self, store: WooStore) -> None:
        effect = replace(
            await Effects(store.system).keep_cork(), customer_id=guest("anna@example.com")
        )

        with pytest.raises(ShopRefusedError, match="guest"):
            await store.system.orders.execute(permit(effect))


class TestCancelling:
    async def test_what_was_never_paid_pays_nothing_back(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        simulator.store.orders[1001] |= {"status": "on-hold", "date_paid_gmt": None}
        effect = await Effects(store.system).cancel(given.PENDING)

        receipt = await store.system.orders.execute(permit(effect))

        assert (receipt.amount, receipt.refund_days) == (None, None)
        assert simulator.store.orders[1001]["status"] == "cancelled"
        assert (await Desk(store.system).variant(given.SMALL)).stock == 6

    async def test_what_was_partly_paid_back_pays_the_rest(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        simulator.changes.create_refund(simulator.store.orders[1001], {"amount": "16.00"})
        effect = await Effects(store.system).cancel(given.PENDING)

        receipt = await store.system.orders.execute(permit(effect))

        assert receipt.amount == euros(30)
        assert simulator.store.orders[1001]["status"] == "refunded"

    async def test_twice_is_refused(self, store: WooStore) -> None:
        effect = await Effects(store.system).cancel(given.PENDING)
        await store.system.orders.execute(permit(effect))
        now = await Effects(store.system).cancel(given.PENDING)

        with pytest.raises(ShopRefusedError, match="already"):
            await store.system.orders.execute(permit(now, "k2"))


class TestAnOrdersNumber:
    async def test_may_be_an_extensions(self, store: WooStore, simulator: WooSimulator) -> None:
        simulator.store.orders[1001]["number"] = "FR-2026-0007"

        found = await store.system.orders.with_number("#fr-2026-0007")

        assert found is not None
        assert found.number == "#FR-2026-0007"
        assert await store.system.orders.with_number("1001") is None

    async def test_that_two_orders_have_is_nobodys(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        for number in (1001, 1004):
            simulator.store.orders[number]["number"] = "7"

        assert await store.system.orders.with_number("7") is None

    async def test_of_somebody_else_takes_as_many_questions_as_one_that_does_not_exist(
        self, store: WooStore, simulator: WooSimulator
    ) -> None:
        for number in (given.TOMS.number, "#9998"):  # so that tags are known
            await store.system.orders.with_number(number)
        simulator.asked.clear()
        await store.system.orders.with_number(given.TOMS.number)
        theirs = [method for method, _ in simulator.asked]
        simulator.asked.clear()

        assert await store.system.orders.with_number("#9999") is None

        assert [method for method, _ in simulator.asked] == theirs


async def test_staff_who_changes_an_order_in_between_makes_a_yes_outdated(
    store: WooStore, simulator: WooSimulator
) -> None:
    effect = await Effects(store.system).send_to_cork(given.TOMS)
    simulator.changes.update_order(simulator.store.orders[1004], {"status": "completed"})

    with pytest.raises(ShopMovedOnError):
        await store.system.orders.execute(permit(effect))


async def test_meta_data_that_somebody_spoilt_stops_effects(
    store: WooStore, simulator: WooSimulator
) -> None:
    effect = await Effects(store.system).cancel(given.PENDING)
    spoilt = {"id": 9, "key": "_comptoir_permit_x", "value": "{}"}
    simulator.store.orders[1001]["meta_data"].append(spoilt)

    with pytest.raises(ShopUnavailableError, match="cannot be read"):
        await store.system.orders.execute(permit(effect))


async def test_a_sold_piece_is_not_kept_in_mind(store: WooStore) -> None:
    before = await Desk(store.system).shirts()

    await store.system.orders.execute(
        permit(await Effects(store.system).exchange_shirt(given.ARRIVED, given.LARGE))
    )

    after = await Desk(store.system).shirts()
    assert [one.stock for one in before.variants] == [4, 5, 5, 1, 0]
    assert [one.stock for one in after.variants] == [4, 5, 5, 0, 0]


def test_a_claim_outlives_what_it_is_for() -> None:
    assert LEASE.total_seconds() > HOLD_S


def test_the_seed_leaves_no_news() -> None:
    simulator = WooSimulator()
    Seed(simulator.store).fill(RECORDS)

    assert simulator.store.changed == []
