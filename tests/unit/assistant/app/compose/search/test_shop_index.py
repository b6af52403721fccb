from pathlib import Path

import pytest

from assistant.app.compose.data_folders import find_version
from assistant.app.compose.search.indexed_paths import remember_paths
from assistant.app.compose.search.shop_index import (
    NothingToIndexError,
    UnnamedCurrencyError,
    build_index,
    read_shop,
)
from assistant.kit.settings.settings import EncoderSettings, Settings
from assistant.kit.settings.shop_settings import ShopSettings
from retrieval.catalogue.types import Product
from retrieval.index.index_build import ignore_progress


def settings(data_dir: Path) -> Settings:
    """Settings of an encoder that cannot be opened: who opens it fails."""
    return Settings(data_dir=data_dir, encoder=EncoderSettings(kind="openai", url="nowhere"))


class TestNothing:
    def test_is_indexed_if_nothing_can_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(NothingToIndexError) as refused:
            build_index(
                settings(tmp_path / "data"), [tmp_path / "mistyped"], progress=ignore_progress
            )

        (row,) = refused.value.bad_rows
        assert row.file.endswith("mistyped")
        assert not (tmp_path / "data").exists()

    def test_is_indexed_of_a_folder_of_nothing_but_faults(self, tmp_path: Path) -> None:
        rows = "".join(f"{n},,No title,1.00 EUR,in_stock\n" for n in range(3))
        (tmp_path / "products.csv").write_text(f"id,title,description,price,availability\n{rows}")

        with pytest.raises(NothingToIndexError) as refused:
            build_index(settings(tmp_path / "data"), [tmp_path], progress=ignore_progress)

        assert [row.line for row in refused.value.bad_rows] == [2, 3, 4]


class TestTheVersion:
    async def test_is_none_before_anything_is_indexed(self, tmp_path: Path) -> None:
        assert await find_version(settings(tmp_path)) is None


class TestPricesWithoutACurrency:
    @pytest.fixture
    def catalogue(self, tmp_path: Path) -> Path:
        file = tmp_path / "shop.json"
        file.write_text('[{"id": "hat", "title": "A hat", "variants": [{"price": "9.50"}]}]')
        return file

    def test_are_refused_with_what_to_do(self, tmp_path: Path, catalogue: Path) -> None:
        with pytest.raises(UnnamedCurrencyError, match="--currency GBP"):
            read_shop(settings(tmp_path), [catalogue])

    def test_are_in_the_currency_that_is_given_also_when_indexed_again(
        self, tmp_path: Path, catalogue: Path
    ) -> None:
        given = Settings(data_dir=tmp_path, shop=ShopSettings(currency="GBP"))
        remember_paths(given, [catalogue])

        for one in (given, Settings(data_dir=tmp_path)):
            (hat,) = read_shop(one, [catalogue]).values()
            assert isinstance(hat, Product)
            assert hat.variants[0].price
            assert hat.variants[0].price.currency == "GBP"
