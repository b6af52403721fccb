import asyncio

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from assistant.app.compose.shops.shopify_shop import (
    ShopifySettingsError,
    examine_shopify,
    open_shopify,
    shopify_webhooks,
)
from assistant.app.processes.web_application import spread_shop_news
from assistant.commerce.shop_ids import ProductId
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import ShopifySettings
from assistant.operations.alerts.stock_news import StockNews
from integrations.shops.shopify.webhook_poster import PATH
from integrations.stores.memory.memory_shop import TERMS
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.stock_notes import Notes
from tests.support.seeds.shop_records import RECORDS
from tests.support.simulators.shopify.seed import Seed
from tests.support.simulators.shopify.server import TOKEN, ShopifySimulator
from tests.support.simulators.shopify.webhooks import headers, payload

SET = ShopifySettings(domain="iroise.myshopify.com", token=SecretStr(TOKEN))


class TestTheStore:
    @pytest.mark.parametrize(
        "settings", [ShopifySettings(), ShopifySettings(domain="iroise.myshopify.com")]
    )
    async def test_is_not_opened_without_domain_and_token(self, settings: ShopifySettings) -> None:
        with pytest.raises(ShopifySettingsError, match="COMPTOIR_SHOPIFY__TOKEN"):
            async with open_shopify(settings, terms=TERMS):
                pass

    async def test_answers_with_what_the_settings_say(self) -> None:
        simulator = ShopifySimulator()
        Seed(simulator.store).fill(RECORDS)
        async with (
            simulator.serve(),
            open_shopify(SET, terms=TERMS, base_url=simulator.url) as store,
        ):
            assert await store.system.orders.with_number("#1001") is not None

    async def test_is_examined_by_the_doctor(self) -> None:
        simulator = ShopifySimulator()
        async with simulator.serve():
            said = await examine_shopify(Settings(shopify=SET), base_url=simulator.url)

        assert said == "Shopify answers"

    @pytest.mark.parametrize("domain", ["https://iroise.myshopify.com", "iroise.com", "a b"])
    def test_is_named_by_its_own_domain(self, domain: str) -> None:
        with pytest.raises(ValueError, match="domain"):
            ShopifySettings(domain=domain)


class TestWebhooks:
    def test_are_not_taken_without_a_secret(self) -> None:
        assert shopify_webhooks(SET, Notes()) is None

    async def test_make_what_is_sold_be_asked_again(self) -> None:
        simulator = ShopifySimulator()
        Seed(simulator.store).fill(RECORDS)
        product_id = ProductId(next(iter(simulator.store.products)))
        signed = SET.model_copy(update={"webhook_secrets": (SecretStr("s"),)})
        body = payload("inventory_levels/update")
        async with (
            simulator.serve(),
            open_shopify(SET, terms=TERMS, base_url=simulator.url) as store,
        ):
            app = FastAPI()
            router = shopify_webhooks(
                signed, spread_shop_news(store.system, StockNews(MemoryFanout()))
            )
            assert router is not None
            app.include_router(router)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
                await store.system.assortment.product(product_id, language="en")
                sent = headers("inventory_levels/update", body, secret="s", domain=SET.domain)
                answer = await http.post(PATH, content=body, headers=sent)
            await store.system.assortment.product(product_id, language="en")

        assert answer.status_code == 200
        assert simulator.asked.count("ProductById") == 2

    async def test_tell_the_watch_which_product_changed(self) -> None:
        signed = SET.model_copy(update={"webhook_secrets": (SecretStr("s"),)})
        news = StockNews(MemoryFanout())
        router = shopify_webhooks(signed, spread_shop_news(None, news))
        assert router is not None
        app = FastAPI()
        app.include_router(router)
        transport = httpx.ASGITransport(app)
        async with (
            news.listen() as told,
            httpx.AsyncClient(transport=transport, base_url="http://here") as http,
            asyncio.timeout(5),
        ):
            for topic in ("orders/updated", "products/update", "inventory_levels/update"):
                body = payload(topic)
                sent = headers(topic, body, secret="s", domain=SET.domain)
                assert (await http.post(PATH, content=body, headers=sent)).status_code == 200

            assert await anext(told) == "gid://shopify/Product/788032119674292922"
            assert await anext(told) is None
