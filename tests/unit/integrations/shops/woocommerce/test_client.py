import httpx
import pytest
from structlog.testing import capture_logs

from assistant.commerce.ports import ShopRefusedError, ShopUnavailableError
from assistant.kit.web.retries import Pace
from integrations.shops.woocommerce.client import RestClient
from tests.support.patience import Time
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, Fault, WooSimulator


class TestAQuestion:
    async def test_brings_a_resource(self, client: RestClient) -> None:
        found = await client.get("orders/1001")

        assert found is not None
        assert found["number"] == "1001"

    async def test_about_what_is_not_there_brings_none(self, client: RestClient) -> None:
        assert await client.get("orders/999999") is None

    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    async def test_is_repeated_after_an_error_of_the_host(
        self, client: RestClient, simulator: WooSimulator, time: Time, status: int
    ) -> None:
        simulator.faults.append(Fault(status=status, times=2))

        assert await client.get("orders/1001") is not None
        assert time.slept == [0.25, 0.5]

    async def test_waits_as_long_as_the_host_says(
        self, client: RestClient, simulator: WooSimulator, time: Time
    ) -> None:
        simulator.faults.append(Fault(status=429, retry_after="3"))

        assert await client.get("orders/1001") is not None
        assert time.slept == [3.25]

    async def test_is_given_up_when_patience_ends(
        self, client: RestClient, simulator: WooSimulator, time: Time
    ) -> None:
        simulator.faults.append(Fault(status=503, times=1000))

        with pytest.raises(ShopUnavailableError, match="status 503"):
            await client.get("orders/1001")
        assert time.at <= 20

    async def test_with_a_wrong_secret_says_what_mends_it(
        self, simulator: WooSimulator, pace: Pace
    ) -> None:
        client = RestClient(url=simulator.url, key=KEY, secret="wrong", pace=pace)

        with pytest.raises(ShopUnavailableError, match="COMPTOIR_WOOCOMMERCE__KEY"):
            await client.get("orders/1001")
        await client.aclose()

    async def test_of_a_shop_without_an_api_says_so(
        self, simulator: WooSimulator, pace: Pace
    ) -> None:
        client = RestClient(url=f"{simulator.url}/elsewhere", key=KEY, secret=SECRET, pace=pace)

        with pytest.raises(ShopUnavailableError, match="permalinks"):
            await client.get("orders/1001")
        await client.aclose()

    async def test_of_a_shop_that_moved_says_so(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=301))

        with pytest.raises(ShopUnavailableError, match="without www"):
            await client.get("orders/1001")

    async def test_whose_answer_makes_no_sense_is_repeated(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=200, body="<b>Warning</b>: something in PHP"))

        assert await client.get("orders/1001") is not None

    async def test_that_reaches_nobody_is_given_up(self, pace: Pace) -> None:
        client = RestClient(url="http://127.0.0.1:9", key=KEY, secret=SECRET, pace=pace)

        with pytest.raises(ShopUnavailableError, match="ConnectError"):
            await client.get("orders/1001")
        await client.aclose()

    async def test_leaves_nothing_of_a_person_in_logs(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=503))

        with capture_logs() as logs:
            await client.list("customers", {"email": "lea.legoff@example.com"}, most=1)

        assert [one["event"] for one in logs] == ["woocommerce.again"]
        assert "lea" not in str(logs)


class TestAList:
    async def test_is_read_page_by_page(self, client: RestClient, simulator: WooSimulator) -> None:
        [order] = [one for one in simulator.store.orders.values() if one["number"] == "1004"]
        for number in range(2000, 2250):
            simulator.store.orders[number] = order | {"id": number}

        rows = await client.list("orders", most=1000)

        assert len(rows) == 254
        assert len({row["id"] for row in rows}) == 254
        assert len(simulator.asked) == 3

    async def test_is_read_no_further_than_wanted(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        assert len(await client.list("orders", most=2)) == 2
        assert len(simulator.asked) == 1

    async def test_that_is_refused_is_no_empty_list(self, client: RestClient) -> None:
        with pytest.raises(ShopUnavailableError, match="rest_invalid_param"):
            await client.list("orders", {"orderby": "menu_order"}, most=1)


class TestAWrite:
    async def test_that_changes_nothing_the_second_time_is_repeated(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=502, after_the_work=True))

        await client.put("orders/1001", {"status": "on-hold"})

        assert simulator.done == [("PUT", "orders/1001")] * 2

    async def test_that_makes_something_is_not_repeated_when_its_answer_is_lost(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=502, after_the_work=True))

        with pytest.raises(ShopUnavailableError, match="did not say whether"):
            await client.post("orders/1001/notes", {"note": "once"})
        assert len(simulator.store.notes[1001]) == 1

    async def test_that_was_put_off_is_repeated(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=429))

        await client.post("orders/1001/notes", {"note": "once"})

        assert len(simulator.store.notes[1001]) == 1

    async def test_that_is_refused_names_the_code(self, client: RestClient) -> None:
        with pytest.raises(ShopRefusedError, match="woocommerce_rest_invalid_item_id"):
            await client.put("orders/1001", {"line_items": [{"id": 1, "quantity": 0}]})

    async def test_of_a_refund_that_was_not_made_is_refused(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        with pytest.raises(ShopRefusedError, match="cannot_create_order_refund"):
            await client.post("orders/1001/refunds", {"amount": "1000.00"})
        assert len(simulator.asked) == 1

    async def test_with_a_key_that_may_only_read_says_what_mends_it(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.may_write = False

        with pytest.raises(ShopUnavailableError, match="may only read"):
            await client.put("orders/1001", {"status": "on-hold"})


async def test_time_outs_are_errors_of_the_port() -> None:
    simulator = WooSimulator(delay_s=0.5)
    Seed(simulator.store)
    async with simulator.serve():
        quick = Pace(timeout_s=0.01, patience_s=0.0)
        client = RestClient(url=simulator.url, key=KEY, secret=SECRET, pace=quick)
        with pytest.raises(ShopUnavailableError, match="ReadTimeout"):
            await client.get("orders/1")
        await client.aclose()


def test_the_secret_is_in_no_address() -> None:
    client = RestClient(url="https://shop.example/shop/", key=KEY, secret=SECRET)

    assert SECRET not in str(httpx.URL("https://shop.example/shop/"))
    assert client.pace.patience_s > client.pace.timeout_s
