from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from assistant.app.compose.shops.woocommerce_shop import (
    examine_woocommerce,
    open_woocommerce,
    woocommerce_webhooks,
)
from assistant.app.processes.web_application import spread_shop_news
from assistant.commerce.shop_ids import ProductId
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import WooCommerceSettings
from assistant.operations.alerts.stock_news import StockNews
from integrations.shops.woocommerce.webhook_poster import PATH
from integrations.stores.memory.memory_shop import TERMS
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.stock_notes import Notes
from tests.support.seeds.shop_records import RECORDS
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, Webhook, WooSimulator, headers

KEYS = {"key": SecretStr(KEY), "secret": SecretStr(SECRET)}


@pytest.fixture
async def simulator() -> AsyncIterator[WooSimulator]:
    simulator = WooSimulator()
    Seed(simulator.store).fill(RECORDS)
    async with simulator.serve():
        yield simulator


class TestTheShop:
    @pytest.mark.parametrize(
        "settings",
        [WooCommerceSettings(), WooCommerceSettings(url="https://shop.example", key=KEYS["key"])],
    )
    async def test_is_not_opened_without_address_and_keys(
        self, settings: WooCommerceSettings
    ) -> None:
        with pytest.raises(SettingError, match="COMPTOIR_WOOCOMMERCE__SECRET"):
            async with open_woocommerce(settings, terms=TERMS):
                pass

    async def test_answers_with_what_the_settings_say(self, simulator: WooSimulator) -> None:
        settings = WooCommerceSettings(url=simulator.url, completed_means="shipped", **KEYS)

        async with open_woocommerce(settings, terms=TERMS) as store:
            order = await store.system.orders.with_number("#1003")

        assert order is not None
        assert order.status == "shipped"

    async def test_is_examined_by_the_doctor(self, simulator: WooSimulator) -> None:
        settings = Settings(woocommerce=WooCommerceSettings(url=simulator.url, **KEYS))

        assert (await examine_woocommerce(settings)).startswith("WooCommerce answers")

    @pytest.mark.parametrize(
        "url", ["http://shop.example", "shop.example", "https://ck:cs@shop.example", "https://a/?b"]
    )
    def test_is_at_an_address_where_the_secret_is_safe(self, url: str) -> None:
        with pytest.raises(ValueError, match="url"):
            WooCommerceSettings(url=url)

    @pytest.mark.parametrize("url", ["https://shop.example", "https://shop.example/boutique/", ""])
    def test_may_be_in_a_folder(self, url: str) -> None:
        assert WooCommerceSettings(url=url).url == url


class TestWebhooks:
    def test_are_not_taken_without_a_secret(self) -> None:
        assert woocommerce_webhooks(WooCommerceSettings(), Notes()) is None

    async def test_make_what_is_sold_be_asked_again(self, simulator: WooSimulator) -> None:
        settings = WooCommerceSettings(url=simulator.url, webhook_secrets=(SecretStr("s"),), **KEYS)
        product_id = ProductId(str(next(iter(simulator.store.products))))
        body = f'{{"id": {product_id}}}'.encode()
        webhook = Webhook(topic="product.updated", url=PATH, secret="s")
        async with open_woocommerce(settings, terms=TERMS) as store:
            app = FastAPI()
            router = woocommerce_webhooks(
                settings, spread_shop_news(store.system, StockNews(MemoryFanout()))
            )
            assert router is not None
            app.include_router(router)
            transport = httpx.ASGITransport(app)
            await store.system.assortment.product(product_id, language="en")
            asked = len(simulator.asked)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
                answer = await http.post(PATH, content=body, headers=headers(webhook, body, "1"))
            await store.system.assortment.product(product_id, language="en")

        assert answer.status_code == 200
        assert len(simulator.asked) > asked
