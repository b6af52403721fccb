"""The sources of the set-up are read beside those of a command, which are never lost by it."""

from pathlib import Path

import pytest

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.search.shop_index import build_index
from assistant.app.processes.source_reading import read_sources
from assistant.console.setup.shop_sources import ShopSources
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from retrieval.index.index_build import ignore_progress
from tests.support.processes.comptoir import new_data_dir

pytestmark = pytest.mark.slow  # builds three indexes and asks every need of each


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
