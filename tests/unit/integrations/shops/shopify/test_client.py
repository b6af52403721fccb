import pytest

from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.kit.web.retries import Pace
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.client import AdminClient
from tests.support.patience import Time
from tests.support.simulators.shopify.server import Fault, ShopifySimulator

SHOP = "query ShopName { shop { name } }"
MISSPELT = "query Misspelt { shop { nmae } }"


def cancel(simulator: ShopifySimulator) -> dict[str, str]:
    return {"orderId": next(iter(simulator.store.orders)), "note": "n"}


class TestAQuestion:
    async def test_is_answered(self, client: AdminClient) -> None:
        assert await client.ask(SHOP) == {"shop": {"name": "Iroise"}}

    @pytest.mark.parametrize("status", [429, 430, 500, 502, 503, 504])
    async def test_is_asked_again_after_a_passing_error(
        self, client: AdminClient, simulator: ShopifySimulator, status: int
    ) -> None:
        simulator.faults.append(Fault(status=status, times=2))

        assert (await client.ask(SHOP))["shop"]
        assert simulator.asked == ["ShopName"] * 3

    async def test_waits_longer_each_time(
        self, client: AdminClient, simulator: ShopifySimulator, time: Time
    ) -> None:
        simulator.faults.append(Fault(status=503, times=3))

        await client.ask(SHOP)

        assert time.slept == [0.25, 0.5, 1.0]

    async def test_waits_as_long_as_it_is_told(
        self, client: AdminClient, simulator: ShopifySimulator, time: Time
    ) -> None:
        simulator.faults.append(Fault(status=429, retry_after="2.0"))

        await client.ask(SHOP)

        assert time.slept == [2.25]

    async def test_is_given_up_in_the_end(
        self, client: AdminClient, simulator: ShopifySimulator, time: Time
    ) -> None:
        simulator.faults.append(Fault(status=503, times=1000))

        with pytest.raises(ShopUnavailableError):
            await client.ask(SHOP)

        assert sum(time.slept) <= 20.0

    @pytest.mark.parametrize(
        ("status", "mend"),
        [(401, "TOKEN"), (402, "frozen"), (403, "scopes"), (404, "DOMAIN"), (423, "locked")],
    )
    async def test_that_is_refused_is_not_repeated_and_says_what_to_mend(
        self, client: AdminClient, simulator: ShopifySimulator, status: int, mend: str
    ) -> None:
        simulator.faults.append(Fault(status=status, times=9))

        with pytest.raises(ShopUnavailableError, match=mend):
            await client.ask(SHOP)

        assert simulator.asked == ["ShopName"]

    async def test_with_a_misspelt_field_is_refused(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        with pytest.raises(ShopUnavailableError, match="undefinedField"):
            await client.ask(MISSPELT)

        assert "nmae" in simulator.invalid[0]

    async def test_to_nobody_is_given_up(self, pace: Pace) -> None:
        client = AdminClient(
            base_url="http://127.0.0.1:9", token="t", api_version="2026-10", pace=pace
        )

        with pytest.raises(ShopUnavailableError):
            await client.ask(SHOP)
        await client.aclose()

    async def test_of_another_version_is_answered_all_the_same(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        simulator.served_version = "2027-01"

        assert (await client.ask(SHOP))["shop"]


class TestTheRateLimit:
    async def test_is_waited_for_where_it_is_known(
        self, client: AdminClient, simulator: ShopifySimulator, time: Time
    ) -> None:
        order = next(iter(simulator.store.orders))
        await client.ask(graphql_queries.ORDER, id=order)
        wanted = client.costs["OrderById"]
        simulator.maximum = wanted + 5  # room for one question
        simulator.refill()
        await client.ask(graphql_queries.ORDER, id=order)

        await client.ask(graphql_queries.ORDER, id=order)

        assert simulator.throttled == []
        assert len(time.slept) == 1
        assert 0 < time.slept[0] < wanted / simulator.restore_rate

    async def test_that_throttles_is_waited_for_and_then_answers(
        self, client: AdminClient, simulator: ShopifySimulator, time: Time
    ) -> None:
        simulator.drain()

        found = await client.ask(graphql_queries.ORDER, id=next(iter(simulator.store.orders)))

        assert found["order"]
        assert simulator.throttled == ["OrderById"]
        needed = client.costs["OrderById"] / simulator.restore_rate
        assert sum(time.slept) == pytest.approx(needed + 0.25, abs=0.1)  # and some jitter

    async def test_that_leaves_no_room_in_time_is_not_waited_for(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        simulator.restore_rate = 0.1
        simulator.drain()

        with pytest.raises(ShopUnavailableError, match="THROTTLED"):
            await client.ask(graphql_queries.ORDER, id=next(iter(simulator.store.orders)))


class TestAWrite:
    @pytest.mark.parametrize("status", [429, 430])
    async def test_that_was_not_done_is_repeated(
        self, client: AdminClient, simulator: ShopifySimulator, status: int
    ) -> None:
        simulator.faults.append(Fault(status=status))

        await client.tell(graphql_queries.CANCEL_ORDER, **cancel(simulator))

        assert simulator.done == ["orderCancel"]

    @pytest.mark.parametrize("status", [500, 502, 504])
    @pytest.mark.parametrize("after", [False, True])
    async def test_whose_answer_is_lost_is_not_repeated(
        self, client: AdminClient, simulator: ShopifySimulator, status: int, *, after: bool
    ) -> None:
        simulator.faults.append(Fault(status=status, after_the_work=after))

        with pytest.raises(ShopUnavailableError):
            await client.tell(graphql_queries.CANCEL_ORDER, **cancel(simulator))

        assert simulator.asked == ["CancelOrder"]

    async def test_without_the_scope_is_refused(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        simulator.store.scopes -= {"write_orders"}

        with pytest.raises(ShopRefusedError):
            await client.tell(graphql_queries.CANCEL_ORDER, **cancel(simulator))

        assert simulator.done == []


class TestAnEmptyBucket:
    async def test_is_not_drained_by_what_is_never_sent(
        self, client: AdminClient, simulator: ShopifySimulator, time: Time
    ) -> None:
        await client.ask(SHOP)
        simulator.restore_rate = 0.01
        simulator.drain()
        with pytest.raises(ShopUnavailableError):
            await client.ask(SHOP)  # from here on the client knows
        asked = len(simulator.asked)
        for _ in range(20):
            with pytest.raises(ShopUnavailableError):
                await client.ask(SHOP)

        assert len(simulator.asked) == asked

        time.at += 100

        assert (await client.ask(SHOP))["shop"]
