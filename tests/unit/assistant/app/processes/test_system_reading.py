"""A connected shop system is read into a file, which stays where the next reading fails."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from assistant.app.processes.system_reading import read_system
from assistant.console.setup.shop_sources import ShopSources
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.kit.settings.system_settings import WooCommerceSettings
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import Document, Product
from tests.support.seeds.shop_records import RECORDS, SHIRTS
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, WooSimulator

PROFILE = "name: Iroise\nlanguages: [en]\n"


@pytest.fixture
async def simulator() -> AsyncIterator[WooSimulator]:
    simulator = WooSimulator()
    Seed(simulator.store).fill(RECORDS)
    async with simulator.serve():
        yield simulator


@pytest.fixture
def sources(tmp_path: Path) -> ShopSources:
    return ShopSources(tmp_path)


def connected(sources: ShopSources, url: str, *, key: str = KEY) -> Settings:
    return Settings(
        data_dir=sources.data_dir,
        shop=ShopSettings(profile=PROFILE, system="woocommerce"),
        woocommerce=WooCommerceSettings(url=url, key=SecretStr(key), secret=SecretStr(SECRET)),
    )


class TestAConnectedShop:
    async def test_is_read_into_a_file_of_its_name(
        self, simulator: WooSimulator, sources: ShopSources
    ) -> None:
        read = await read_system(connected(sources, simulator.url), sources)

        assert read.name == f"WooCommerce {urlsplit(simulator.url).netloc}"
        assert read.unread == ()
        assert read.file is not None
        products = [one for one in read_paths([read.file]) if isinstance(one, Product)]
        assert SHIRTS.title in {one.title for one in products}

    async def test_stays_as_it_was_where_its_key_is_not_taken_any_more(
        self, simulator: WooSimulator, sources: ShopSources
    ) -> None:
        first = await read_system(connected(sources, simulator.url), sources)
        assert first.file is not None
        before = first.file.read_bytes()

        read = await read_system(connected(sources, simulator.url, key="ck_old"), sources)

        assert read.file is not None
        assert read.file.read_bytes() == before
        [row] = read.unread
        assert "the key is not accepted" in row.reason
        assert row.reason.endswith("(what was read before is kept)")

    async def test_keeps_its_pages_where_they_are_not_given_this_time(
        self, simulator: WooSimulator, sources: ShopSources
    ) -> None:
        Seed(simulator.store).page("Terms", "<p>French law holds.</p>")
        first = await read_system(connected(sources, simulator.url), sources)
        simulator.gives_pages = False

        read = await read_system(connected(sources, simulator.url), sources)

        assert first.file is not None
        assert read.file == first.file
        items = [*read_paths([first.file])]
        assert "Terms" in {one.title for one in items if isinstance(one, Document)}
        assert SHIRTS.title in {one.title for one in items if isinstance(one, Product)}
        assert [one.reason.partition(":")[0] for one in read.unread] == ["its pages are not given"]

    async def test_that_never_answered_has_no_file(
        self, simulator: WooSimulator, sources: ShopSources
    ) -> None:
        read = await read_system(connected(sources, simulator.url, key="ck_old"), sources)

        assert read.file is None
        assert [one.file for one in read.unread] == [read.name]

    async def test_with_nothing_in_it_says_so(self, sources: ShopSources) -> None:
        async with WooSimulator().serve() as simulator:
            read = await read_system(connected(sources, simulator.url), sources)

        assert [one.reason for one in read.unread] == [
            "it gives no product and no page: publish some"
        ]


class TestAShopThatIsConnectedNoMore:
    async def test_leaves_nothing(self, simulator: WooSimulator, sources: ShopSources) -> None:
        first = await read_system(connected(sources, simulator.url), sources)
        assert first.file is not None

        read = await read_system(Settings(data_dir=sources.data_dir), sources)

        assert (read.name, read.file, read.unread) == ("", None, ())
        assert not first.file.exists()
