from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.commerce.shop_ids import ProductId
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation
from integrations.shops.shopify.products.shop_assortment import KEEP_S, ShopifyAssortment
from integrations.shops.shopify.store_connection import open_store
from integrations.stores.memory.memory_shop import TERMS
from tests.support.patience import Time
from tests.support.simulators.shopify.server import TOKEN, VERSION, ShopifySimulator

Json = dict[str, Any]


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def assortment(client: AdminClient, time: Time) -> ShopifyAssortment:
    return ShopifyAssortment(client=client, installation=Installation(client), now=time.now)


@pytest.fixture
def shirts(simulator: ShopifySimulator) -> Json:
    return next(iter(simulator.store.products.values()))


class TestAProduct:
    async def test_is_worded_in_a_language_that_the_store_has(
        self, assortment: ShopifyAssortment, shirts: Json
    ) -> None:
        [size] = shirts["options"]
        shirts["translations"] = [{"locale": "fr", "key": "title", "value": "Chemise Ouessant"}]
        size["translations"] = [{"locale": "fr", "key": "name", "value": "Taille"}]
        size["optionValues"][0]["translations"] = [{"locale": "fr", "key": "name", "value": "TPE"}]

        found = await assortment.product(ProductId(shirts["id"]), language="fr")

        assert found is not None
        assert found.title == "Chemise Ouessant"
        assert [one.options for one in found.variants][:2] == [
            (("Taille", "TPE"),),
            (("Taille", "S"),),
        ]

    async def test_is_found_by_an_app_that_may_not_see_translations(
        self, assortment: ShopifyAssortment, simulator: ShopifySimulator, shirts: Json
    ) -> None:
        simulator.store.scopes -= {"read_translations"}

        found = await assortment.product(ProductId(shirts["id"]), language="fr")

        assert found is not None
        assert found.title == "Ouessant Shirt"

    async def test_that_is_sold_without_stock_is_available(
        self, assortment: ShopifyAssortment, shirts: Json
    ) -> None:
        shirts["variants"][-1]["inventoryPolicy"] = "CONTINUE"

        found = await assortment.product(ProductId(shirts["id"]), language="en")

        assert found is not None
        assert found.variants[-1].available

    async def test_has_the_variants_of_all_pages(
        self, assortment: ShopifyAssortment, shirts: Json
    ) -> None:
        shirts["variants"] += [
            shirts["variants"][0] | {"id": f"gid://shopify/ProductVariant/{number}"}
            for number in range(120)
        ]

        found = await assortment.product(ProductId(shirts["id"]), language="en")

        assert found is not None
        assert len(found.variants) == 125


class TestWhatIsKept:
    async def test_is_asked_for_once_in_a_turn(
        self, assortment: ShopifyAssortment, simulator: ShopifySimulator, shirts: Json, time: Time
    ) -> None:
        for _ in range(3):
            await assortment.product(ProductId(shirts["id"]), language="en")
        assert simulator.asked.count("ProductById") == 1

        time.at += KEEP_S
        await assortment.product(ProductId(shirts["id"]), language="en")

        assert simulator.asked.count("ProductById") == 2

    @pytest.mark.parametrize(("product_id", "asked"), [("this", 2), ("another", 1), (None, 2)])
    async def test_is_asked_afresh_once_it_is_to_be_forgotten(
        self, simulator: ShopifySimulator, shirts: Json, product_id: str | None, asked: int
    ) -> None:
        async with open_store(
            base_url=simulator.url,
            token=TOKEN,
            api_version=VERSION,
            clock=StoppedClock(),
            terms=TERMS,
        ) as store:
            await store.system.assortment.product(ProductId(shirts["id"]), language="en")

            named = shirts["id"] if product_id == "this" else product_id
            store.system.forget(ProductId(named) if named else None)
            await store.system.assortment.product(ProductId(shirts["id"]), language="en")

        assert simulator.asked.count("ProductById") == asked

    @pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
    async def test_is_not_sold_unless_it_is_active(
        self, assortment: ShopifyAssortment, shirts: Json, status: str
    ) -> None:
        shirts["status"] = status

        assert await assortment.product(ProductId(shirts["id"]), language="en") is None
