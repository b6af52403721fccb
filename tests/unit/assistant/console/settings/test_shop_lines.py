"""The shop's address and currency have one page; what was set elsewhere holds until it is saved."""

from pathlib import Path

from assistant.console.settings.shop_lines import settings_replaced, shop_lines
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings

PROFILE = "name: Lune\nurl: https://lune.example\ncurrency: EUR\n"


class TestShopLines:
    def test_are_the_profiles_unless_a_setting_says_otherwise(self) -> None:
        kept = layer(Settings(), {"shop.profile": PROFILE, "shop.currency": "GBP"})

        assert shop_lines(kept) == {
            "name": "Lune",
            "url": "https://lune.example",
            "currency": "GBP",
        }

    def test_are_those_of_the_servers_file(self, tmp_path: Path) -> None:
        (tmp_path / "shop.yaml").write_text(PROFILE)

        lines = shop_lines(Settings(shop=ShopSettings(file=tmp_path / "shop.yaml")))

        assert lines["url"] == "https://lune.example"


class TestASavedProfile:
    def test_takes_the_place_of_what_people_set_but_not_of_what_the_server_says(self) -> None:
        url = "https://lune.example"
        kept = layer(Settings(), {"shop.url": url, "shop.currency": "GBP"})

        assert settings_replaced(kept, {"shop.url"}) == {"shop.currency": ""}
        assert settings_replaced(Settings(), ()) == {}
