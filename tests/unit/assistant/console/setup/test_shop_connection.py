"""Keys of a shop system are read from a form, and kept keys go to their own address alone."""

import pytest
from pydantic import SecretStr

from assistant.console.setup.shop_connection import (
    missing_keys,
    read_keys,
    system_name,
    tidy_form,
)
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.kit.settings.system_settings import ShopifySettings, WooCommerceSettings

KEPT = Settings(
    shop=ShopSettings(system="woocommerce"),
    woocommerce=WooCommerceSettings(
        url="https://a.example", key=SecretStr("ck_1"), secret=SecretStr("cs_1")
    ),
)


class TestAName:
    @pytest.mark.parametrize(
        ("settings", "name"),
        [
            (Settings(), ""),
            (KEPT, "WooCommerce a.example"),
            (
                Settings(
                    shop=ShopSettings(system="shopify"),
                    shopify=ShopifySettings(domain="lune.myshopify.com"),
                ),
                "Shopify lune.myshopify.com",
            ),
            (
                Settings(
                    shop=ShopSettings(system="woocommerce"),
                    woocommerce=WooCommerceSettings(url="https://a.example/fr/"),
                ),
                "WooCommerce a.example/fr",
            ),
        ],
    )
    def test_says_which_shop_is_read(self, settings: Settings, name: str) -> None:
        assert system_name(settings) == name


class TestKeys:
    def test_change_nothing_else_of_their_page(self) -> None:
        form = {
            "woocommerce.url": "https://b.example",
            "woocommerce.key": " ck_2 ",
            "woocommerce.secret": "cs_2",
        }

        assert read_keys("woocommerce", form, KEPT, ()) == {
            "woocommerce.url": "https://b.example",
            "woocommerce.key": "ck_2",
            "woocommerce.secret": "cs_2",
            "shop.system": "woocommerce",
        }

    def test_go_with_the_address_that_was_on_the_form_and_to_no_colleague_s(self) -> None:
        form = {
            "woocommerce.url": "https://a.example",
            "woocommerce.key": "ck_2",
            "woocommerce.secret": "cs_2",
        }

        assert read_keys("woocommerce", form, KEPT, ())["woocommerce.url"] == "https://a.example"

    @pytest.mark.parametrize(
        ("url", "missing"),
        [
            ("https://a.example", []),
            ("https://b.example", ["woocommerce.key", "woocommerce.secret"]),
            ("", ["woocommerce.url", "woocommerce.key", "woocommerce.secret"]),
        ],
    )
    def test_that_are_kept_are_not_typed_again_for_the_same_address(
        self, url: str, missing: list[str]
    ) -> None:
        assert missing_keys("woocommerce", {"woocommerce.url": url}, KEPT, ()) == missing

    def test_of_the_server_are_not_typed(self) -> None:
        servers = {"woocommerce.url", "woocommerce.key", "woocommerce.secret"}

        assert missing_keys("woocommerce", {}, Settings(), servers) == []


class TestADomain:
    @pytest.mark.parametrize(
        "typed", ["lune.myshopify.com", " https://Lune.myshopify.com/admin ", "lune.myshopify.com/"]
    )
    def test_is_taken_out_of_an_address(self, typed: str) -> None:
        assert tidy_form({"shopify.domain": typed})["shopify.domain"] == "lune.myshopify.com"
