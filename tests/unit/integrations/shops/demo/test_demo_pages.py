from pathlib import Path

import yaml

from integrations.shops.demo import demo_pages
from integrations.shops.demo.demo_pages import DemoPages
from integrations.shops.demo.shelf import load

WORDS = Path(demo_pages.__file__).parent / "theme" / "words.yaml"


class TestPages:
    def test_know_as_many_words_in_one_language_as_in_the_other(self) -> None:
        words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))

        assert list(words["fr"]) == list(words["en"])

    def test_name_the_chat_s_script(self) -> None:
        shop = DemoPages(load(), widget_src="https://chat.example/widget.js")

        assert 'src="https://chat.example/widget.js"' in shop.home("fr")

    def test_are_none_at_an_address_that_is_none(self) -> None:
        shop = DemoPages(load(), widget_src="/webchat/widget.js")

        assert shop.product("fr", "ondine-dress", "") is None
        assert shop.help_page("en", "livraison") is None
        assert shop.department("en", "vetements") is None

    def test_of_a_product_have_everything_it_comes_with(self) -> None:
        shelf = load()
        shop = DemoPages(shelf, widget_src="/webchat/widget.js")

        html = shop.product("en", "aber-rain-boots", "yellow") or ""

        assert "Aber Rain Boots" in html
        assert "Sold out" in html
        assert "36 cm".replace(" ", "\u00a0") in html
        assert "Color <span>Yellow</span>" in html
