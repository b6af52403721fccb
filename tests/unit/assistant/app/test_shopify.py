import pytest
from pydantic import SecretStr

from assistant.app.shopify import (
    ShopifySettingsError,
    examine_shopify,
    open_shopify,
    shopify_webhooks,
)
from assistant.memory_shop import TERMS
from assistant.settings import Settings, ShopifySettings
from integrations.shopify.webhooks import ShopEvent
from tests.infra.shop_records import RECORDS
from tests.infra.shopify.seed import Seed
from tests.infra.shopify.server import TOKEN, ShopifySimulator

SET = ShopifySettings(domain="iroise.myshopify.com", token=SecretStr(TOKEN))


async def note(_: ShopEvent) -> None:
    """Nobody listens."""


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
    def test_are_taken_once_a_secret_is_set(self) -> None:
        signed = SET.model_copy(update={"webhook_secrets": (SecretStr("s"),)})

        assert shopify_webhooks(SET, note) is None
        assert shopify_webhooks(signed, note) is not None
