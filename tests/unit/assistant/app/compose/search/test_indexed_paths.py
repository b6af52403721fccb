"""What was indexed can be indexed again."""

from pathlib import Path

import pytest

from assistant.app.compose.search.indexed_paths import (
    IndexAgainError,
    commanded_paths,
    remember_paths,
    remembered_paths,
)
from assistant.app.compose.search.shop_index import read_shop
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from retrieval.catalogue.types import Product


class TestWhatWasIndexed:
    def test_is_known_wherever_the_next_process_runs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings(data_dir=tmp_path)
        (tmp_path / "shop").mkdir()
        monkeypatch.chdir(tmp_path)
        (tmp_path / "returns.md").write_text("# Returns")
        remember_paths(settings, ["shop", "https://shop.example/sitemap.xml"], named=["returns.md"])
        monkeypatch.chdir(tmp_path / "shop")

        assert remembered_paths(settings) == [
            str(tmp_path / "shop"),
            "https://shop.example/sitemap.xml",
            str(tmp_path / "returns.md"),
        ]

    def test_is_not_indexed_without_what_is_gone(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        remember_paths(settings, [tmp_path / "gone.csv"])

        with pytest.raises(IndexAgainError, match=r"gone\.csv was indexed and is gone"):
            remembered_paths(settings)

    def test_is_asked_for_where_nobody_knows(self, tmp_path: Path) -> None:
        with pytest.raises(IndexAgainError, match="comptoir index PATH"):
            remembered_paths(Settings(data_dir=tmp_path))


class TestWhatACommandIndexed:
    def test_is_kept_apart_from_what_people_named(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        named = tmp_path / "returns.md"
        named.write_text("# Returns")
        terms = "https://shop.example/terms"
        remember_paths(settings, [tmp_path, terms], named=[str(named), "https://a.example"])

        assert commanded_paths(settings) == [str(tmp_path), terms]
        assert remembered_paths(settings)[2:] == [str(named), "https://a.example"]
        named.unlink()
        assert commanded_paths(settings) == [str(tmp_path), terms]
        assert remembered_paths(settings)[2:] == ["https://a.example"]

    def test_is_nothing_where_nothing_was_ever_indexed(self, tmp_path: Path) -> None:
        assert commanded_paths(Settings(data_dir=tmp_path)) == []

    def test_is_not_indexed_without_what_is_gone(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        remember_paths(settings, [tmp_path / "gone.csv"], named=["https://a.example"])

        with pytest.raises(IndexAgainError, match=r"gone\.csv was indexed and is gone"):
            commanded_paths(settings)

    def test_is_not_guessed_from_a_broken_note(self, tmp_path: Path) -> None:
        (tmp_path / "indexed.json").write_text("{")

        with pytest.raises(IndexAgainError, match="not known"):
            commanded_paths(Settings(data_dir=tmp_path))

    def test_keeps_the_currency_that_was_given_with_it(self, tmp_path: Path) -> None:
        file = tmp_path / "shop.json"
        file.write_text('[{"id": "hat", "title": "A hat", "variants": [{"price": "9.50"}]}]')
        given = Settings(data_dir=tmp_path, shop=ShopSettings(currency="GBP"))
        remember_paths(given, [file])

        remember_paths(Settings(data_dir=tmp_path), [file], named=["https://a.example"])

        (hat,) = read_shop(Settings(data_dir=tmp_path), [file]).values()
        assert isinstance(hat, Product)
        assert hat.variants[0].price
        assert hat.variants[0].price.currency == "GBP"
