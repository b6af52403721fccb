"""The sources of the set-up are read beside those of a command, which are never lost by it."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.search.indexed_paths import remember_paths
from assistant.app.compose.search.shop_index import build_index
from assistant.app.processes.source_reading import read_sources
from assistant.app.processes.system_reading import read_system
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import EVERYTHING, SourceMarks
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.kit.settings.system_settings import WooCommerceSettings
from retrieval.index.index_build import ignore_progress
from tests.support.processes.comptoir import new_data_dir
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.server import KEY, SECRET, Fault, WooSimulator

pytestmark = pytest.mark.slow  # builds indexes and asks every need of each


async def answer(settings: Settings, question: str) -> str:
    async with open_engine(settings) as engine:
        return (await engine.ask(question)).reply.text


class TestARemovedFile:
    async def test_takes_nothing_of_a_command_with_it(
        self, demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data_dir = new_data_dir(tmp_path / "data", like=demo_data)
        monkeypatch.setenv("COMPTOIR_DATA_DIR", str(data_dir))
        shop = ShopSettings(profile="name: Maison Lune\nlanguages: [en]\n")
        settings, sources = Settings(data_dir=data_dir, shop=shop), ShopSources(data_dir)
        pages = tmp_path / "pages"
        pages.mkdir()
        (pages / "returns.md").write_text("# Returns\n\nYou can return items within 45 days.\n")
        build_index(settings, [pages], progress=ignore_progress)
        sources.keep("delivery.md", b"# Delivery\n\nStandard delivery takes three working days.\n")
        await read_sources(settings)
        assert "three working days" in await answer(settings, "How long does delivery take?")

        sources.drop("delivery.md")
        await read_sources(settings)

        assert sources.report().state == "done"
        assert "45 days" in await answer(settings, "How long do I have to return an item?")
        assert "three working" not in await answer(settings, "How long does delivery take?")

        (pages / "returns.md").rename(tmp_path / "elsewhere.md")
        pages.rmdir()
        await read_sources(settings)

        assert sources.report().state == "failed"
        assert "pages was indexed and is gone" in sources.report().why
        assert "45 days" in await answer(settings, "How long do I have to return an item?")


class TestAConnectedShop:
    async def test_stays_read_when_a_file_comes_and_its_key_is_taken_no_more(
        self, demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data_dir = new_data_dir(tmp_path / "data", like=demo_data)
        remember_paths(Settings(data_dir=data_dir), [])
        monkeypatch.setenv("COMPTOIR_DATA_DIR", str(data_dir))
        sources, simulator = ShopSources(data_dir), WooSimulator()
        Seed(simulator.store).page("Returns", "<p>You can return items within 45 days.</p>")
        async with simulator.serve():
            settings = Settings(
                data_dir=data_dir,
                shop=ShopSettings(
                    profile="name: Maison Lune\nlanguages: [en]\n", system="woocommerce"
                ),
                woocommerce=WooCommerceSettings(
                    url=simulator.url, key=SecretStr(KEY), secret=SecretStr(SECRET)
                ),
            )
            assert (await read_system(settings, sources)).file is not None

            simulator.faults.append(Fault(status=401, times=1))
            SourceMarks(data_dir).want([EVERYTHING])
            sources.keep("delivery.md", b"# Delivery\n\nStandard delivery takes three days.\n")
            await read_sources(settings)

        report = sources.report()
        assert (report.state, report.documents) == ("done", 2)
        assert "(what was read before is kept)" in report.unread[0].reason
        assert "45 days" in await answer(settings, "How long do I have to return an item?")
        assert "three days" in await answer(settings, "How long does delivery take?")
