"""Four minutes of steady load: no process grows, and every message is answered."""

from pathlib import Path

import pytest

from assistant.app.compose.shop_profile import DEMO
from assistant.kit.settings.settings import load
from assistant.kit.settings.shop_settings import ShopSettings
from benchmarks.speed.soak import LOOKS, measure
from tests.support.processes.comptoir import new_data_dir

FOR_S, PER_S = 240.0, 5.0
MOST_MB = 15.0  # for the last 800 messages: 19 kB for each of them would be too much
MOST_FILES = 5


@pytest.mark.slow  # minutes
class TestSteadyLoad:
    async def test_leaves_no_memory_and_no_file_behind_and_no_message_without_an_answer(
        self, demo_data: Path, tmp_path: Path
    ) -> None:
        data_dir = new_data_dir(tmp_path / "data", like=demo_data, index=True)
        settings = load(data_dir=data_dir, shop=ShopSettings(file=DEMO / "shop.yaml"))

        soak = await measure(settings, tmp_path, FOR_S, PER_S)

        warm, last = soak.looks[LOOKS // 3], soak.looks[-1]
        assert last.memory.keys() == warm.memory.keys()
        grown = {name: mb - warm.memory[name] for name, mb in last.memory.items()}
        opened = {name: count - warm.files[name] for name, count in last.files.items()}
        assert (soak.refused, soak.lost) == (0, 0)
        assert len(soak.waits) >= 0.9 * FOR_S * PER_S
        assert max(grown.values()) < MOST_MB, grown
        assert max(opened.values()) <= MOST_FILES, opened
