import pytest

from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.store_connection import examine
from tests.support.simulators.woocommerce.server import Fault, WooSimulator

FORBIDDEN = '{"code": "woocommerce_rest_cannot_view", "message": "", "data": {"status": 403}}'


class TestTheCheckup:
    async def test_names_gateways_that_refund_nothing(self, client: RestClient) -> None:
        assert "paid by bacs" in await examine(client)

    async def test_is_short_where_all_is_well(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.store.gateways["bacs"]["enabled"] = False

        assert await examine(client) == "WooCommerce answers"

    async def test_says_what_a_key_may_not_read(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        simulator.faults.append(Fault(status=403, path="customers", body=FORBIDDEN))

        with pytest.raises(ShopUnavailableError, match=r"Shop manager.*finding customers"):
            await examine(client)

    async def test_writes_nothing(self, client: RestClient, simulator: WooSimulator) -> None:
        await examine(client)

        assert simulator.done == []
