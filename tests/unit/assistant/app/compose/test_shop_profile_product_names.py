"""What products are called: by the index, in the reader's language."""

from pathlib import Path

from assistant.app.compose.shop_profile import ProductNames
from assistant.kit.settings.settings import Settings


class TestTheNamesOfProducts:
    async def test_are_the_catalogues_in_the_readers_language(self, demo_data: Path) -> None:
        names = ProductNames(Settings(data_dir=demo_data))

        assert (await names.read("fr"))["cire-grain"] == "Ciré Grain"
        assert (await names.read("en"))["cire-grain"] == "Grain Oilskin Jacket"

    async def test_are_none_before_anything_was_indexed(self, tmp_path: Path) -> None:
        assert await ProductNames(Settings(data_dir=tmp_path)).read("fr") == {}
