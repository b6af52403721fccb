"""What was indexed can be indexed again."""

from pathlib import Path

import pytest

from assistant.app.compose.search.shop_index import (
    IndexAgainError,
    remember_paths,
    remembered_paths,
)
from assistant.kit.settings.settings import Settings


class TestWhatWasIndexed:
    def test_is_known_wherever_the_next_process_runs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings(data_dir=tmp_path)
        (tmp_path / "shop").mkdir()
        monkeypatch.chdir(tmp_path)
        remember_paths(settings, ["shop", "https://shop.example/sitemap.xml"])
        monkeypatch.chdir(tmp_path / "shop")

        assert remembered_paths(settings) == [
            str(tmp_path / "shop"),
            "https://shop.example/sitemap.xml",
        ]

    def test_is_not_indexed_without_what_is_gone(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        remember_paths(settings, [tmp_path / "gone.csv"])

        with pytest.raises(IndexAgainError, match=r"gone\.csv was indexed and is gone"):
            remembered_paths(settings)

    def test_is_asked_for_where_nobody_knows(self, tmp_path: Path) -> None:
        with pytest.raises(IndexAgainError, match="comptoir index PATH"):
            remembered_paths(Settings(data_dir=tmp_path))
