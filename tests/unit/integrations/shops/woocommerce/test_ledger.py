import asyncio

from assistant.commerce.effect_notes import LEASE, EffectNote
from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.ledger import WooLedger, record_of
from tests.support.simulators.woocommerce.server import WooSimulator
from tests.unit.integrations.shops.woocommerce.conftest import START, PassingClock

PATH = "orders/1001"


def ledger(client: RestClient, clock: PassingClock, by: str) -> WooLedger:
    return WooLedger(client=client, clock=clock, by=by)


def note(by: str, **more: object) -> EffectNote:
    return EffectNote(key="k1", type="return_items", by=by, at=START).model_copy(update=more)


async def claimed(one: WooLedger) -> bool:
    try:
        await one.claim(PATH, note(one.by))
    except ShopUnavailableError:
        return False
    return True


class TestAClaim:
    async def test_keeps_other_processes_out(self, client: RestClient, clock: PassingClock) -> None:
        assert await claimed(ledger(client, clock, "one"))

        assert not await claimed(ledger(client, clock, "two"))
        assert await claimed(ledger(client, clock, "one"))

    async def test_that_failed_leaves_nothing(
        self, client: RestClient, simulator: WooSimulator, clock: PassingClock
    ) -> None:
        first = ledger(client, clock, "one")
        await first.claim(PATH, note("one"))
        await claimed(ledger(client, clock, "two"))
        await first.release(PATH)

        assert simulator.store.orders[1001]["meta_data"] == []

    async def test_is_never_had_by_two_that_ask_at_once(
        self, client: RestClient, clock: PassingClock
    ) -> None:
        for number in range(20):
            pair = [ledger(client, clock, f"{number}{one}") for one in "ab"]

            had = await asyncio.gather(*map(claimed, pair))

            assert sum(had) <= 1
            await asyncio.gather(*(one.release(PATH) for one in pair))

    async def test_of_the_dead_ends_and_is_cleared_away(
        self, client: RestClient, simulator: WooSimulator, clock: PassingClock
    ) -> None:
        await ledger(client, clock, "dead").claim(PATH, note("dead"))
        clock.time.at += LEASE.total_seconds()
        heir = ledger(client, clock, "heir")

        await heir.claim(PATH, note("heir", at=clock.now()))
        await heir.complete(PATH, note("heir", state="done"), {})

        rows = simulator.store.orders[1001]["meta_data"]
        assert [row["key"][:17] for row in rows] == ["_comptoir_permit_"]


async def test_what_is_completed_is_kept_with_the_last_of_it(
    client: RestClient, clock: PassingClock
) -> None:
    one = ledger(client, clock, "one")

    after = await one.complete(PATH, note("one", state="done"), {"status": "on-hold"})

    assert after["status"] == "on-hold"
    assert record_of(after).note("k1") == note("one", state="done")
