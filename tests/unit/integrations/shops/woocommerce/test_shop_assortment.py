from decimal import Decimal

import pytest

from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import ProductId
from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.shop_assortment import KEEP_S, KEEP_TAGS_S, WooAssortment
from tests.support.patience import Time
from tests.support.seeds.shop_records import SHIRTS, SOCKS_SOLD, euros
from tests.support.simulators.woocommerce.server import WooSimulator


def product_id(simulator: WooSimulator, title: str = SHIRTS.title) -> ProductId:
    rows = simulator.store.products.values()
    return ProductId(str(next(row["id"] for row in rows if row["name"] == title)))


@pytest.fixture
def assortment(client: RestClient, time: Time) -> WooAssortment:
    return WooAssortment(client=client, now=time.now)


class TestAProduct:
    async def test_is_asked_for_once_in_a_while(
        self, assortment: WooAssortment, simulator: WooSimulator, time: Time
    ) -> None:
        shirts = product_id(simulator)
        await assortment.product(shirts, language="en")
        asked = len(simulator.asked)

        await assortment.product(shirts, language="fr")
        assert len(simulator.asked) == asked
        time.at += KEEP_S
        await assortment.product(shirts, language="fr")
        assert len(simulator.asked) > asked

    async def test_is_asked_for_again_when_it_changed(
        self, assortment: WooAssortment, simulator: WooSimulator
    ) -> None:
        shirts = product_id(simulator)
        await assortment.product(shirts, language="en")
        asked = len(simulator.asked)

        assortment.drop(shirts)
        await assortment.product(shirts, language="en")

        assert len(simulator.asked) > asked

    async def test_has_its_variations_in_the_shops_order(
        self, assortment: WooAssortment, simulator: WooSimulator
    ) -> None:
        for row in simulator.store.variations.values():
            row["menu_order"] = -row["menu_order"]

        found = await assortment.product(product_id(simulator), language="en")

        assert found is not None
        sizes = [one.options[0][1] for one in found.variants]
        assert sizes == ["XL", "L", "M", "S", "XS"]

    async def test_has_no_variation_that_is_not_sold(
        self, assortment: WooAssortment, simulator: WooSimulator
    ) -> None:
        first, second, *_ = simulator.store.variations.values()
        first["status"], second["price"] = "private", ""

        found = await assortment.product(product_id(simulator), language="en")

        assert found is not None
        assert len(found.variants) == 3

    async def test_without_variations_is_its_own_variant(
        self, assortment: WooAssortment, simulator: WooSimulator
    ) -> None:
        socks = product_id(simulator, SOCKS_SOLD.title)
        only = simulator.store.products[int(socks)]
        only["attributes"] = [{"id": 3, "name": "Matière", "options": ["laine"]}]

        found = await assortment.product(socks, language="en")

        assert found is not None
        assert [str(one.variant_id) for one in found.variants] == [str(socks)]
        assert found.variants[0].options == ()

    async def test_that_is_not_published_is_not_sold(
        self, assortment: WooAssortment, simulator: WooSimulator
    ) -> None:
        shirts = product_id(simulator)
        simulator.store.products[int(shirts)]["status"] = "draft"

        assert await assortment.product(shirts, language="en") is None

    async def test_costs_its_tax_too_where_the_shop_keeps_prices_without(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        taxed = WooAssortment(client=client, tax_percent=Decimal(20))

        found = await taxed.product(product_id(simulator), language="en")

        assert found is not None
        assert found.variants[0].price == euros(30)

    async def test_with_a_price_that_is_none_is_an_error(
        self, assortment: WooAssortment, simulator: WooSimulator
    ) -> None:
        for row in simulator.store.variations.values():
            row["price"] = "ask us"

        with pytest.raises(ShopUnavailableError, match="price"):
            await assortment.product(product_id(simulator), language="en")


class TestFinalSale:
    async def test_is_said_by_a_tag_and_kept_for_a_while(
        self, assortment: WooAssortment, simulator: WooSimulator, time: Time
    ) -> None:
        shirts = int(product_id(simulator))
        socks = int(product_id(simulator, SOCKS_SOLD.title))
        simulator.store.products[shirts]["tags"] = [{"id": 1, "slug": "final-sale"}]

        assert await assortment.final_sale([shirts, socks, 0]) == {shirts}
        assert await assortment.final_sale([shirts]) == {shirts}
        assert len(simulator.asked) == 1
        time.at += KEEP_TAGS_S
        assert await assortment.final_sale([shirts]) == {shirts}
        assert len(simulator.asked) == 2

    async def test_is_not_asked_for_without_a_tag(
        self, client: RestClient, simulator: WooSimulator
    ) -> None:
        untagged = WooAssortment(client=client, final_sale_tag="")

        assert await untagged.final_sale([int(product_id(simulator))]) == frozenset()
        assert simulator.asked == []
