"""A data folder that the demo served is known again, whichever command is given it."""

from pathlib import Path

import pytest

from assistant.app.cli.demo_command import MARK, settings_of
from assistant.kit.settings.settings import load


class TestADataFolder:
    def test_of_the_demo_brings_its_settings(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("COMPTOIR_HELPDESK__KIND", raising=False)
        (tmp_path / MARK).touch()

        settings = load(data_dir=tmp_path, **settings_of(tmp_path))

        assert settings.shop.system == "builtin"
        assert settings.helpdesk.kind == "builtin"

    def test_of_another_shop_brings_none(self, tmp_path: Path) -> None:
        assert settings_of(tmp_path) == {}
        assert settings_of(None) == {}
