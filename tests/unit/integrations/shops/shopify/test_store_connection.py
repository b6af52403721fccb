import pytest

from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.store_connection import examine
from tests.support.simulators.shopify.server import Fault, ShopifySimulator


class TestTheCheckup:
    async def test_says_that_all_is_well(self, client: AdminClient) -> None:
        assert await examine(Installation(client)) == "Shopify answers"

    async def test_names_a_scope_that_is_missing_and_what_it_is_for(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        simulator.store.scopes -= {"write_returns"}

        with pytest.raises(ShopUnavailableError, match=r"write_returns \(returns and exchanges\)"):
            await examine(Installation(client))

    async def test_says_what_it_works_without(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        simulator.store.scopes -= {"read_all_orders"}

        assert "orders older than 60 days" in await examine(Installation(client))

    async def test_says_that_the_token_is_wrong(
        self, client: AdminClient, simulator: ShopifySimulator
    ) -> None:
        simulator.faults.append(Fault(status=401))

        with pytest.raises(ShopUnavailableError, match="COMPTOIR_SHOPIFY__TOKEN"):
            await examine(Installation(client))
