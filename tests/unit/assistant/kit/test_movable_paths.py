from pathlib import Path

import pytest

from assistant.kit.movable_paths import keep_path, kept_path


class TestAPath:
    def test_below_the_folder_follows_it(self, tmp_path: Path) -> None:
        here, there = tmp_path / "here", tmp_path / "there"
        kept = keep_path(here, f"{here}/sources/prix été.csv")

        assert kept_path(here, kept) == f"{here}/sources/prix été.csv"
        assert kept_path(there, kept) == f"{there}/sources/prix été.csv"

    def test_below_a_folder_named_from_the_working_folder_follows_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        kept = keep_path(Path("data"), f"{tmp_path}/data/sources/a.csv")

        assert kept_path(tmp_path / "data", kept) == f"{tmp_path}/data/sources/a.csv"

    @pytest.mark.parametrize("given", ["/srv/shop", "https://lune.example/data", "*", ""])
    def test_of_elsewhere_stays_as_it_is(self, tmp_path: Path, given: str) -> None:
        assert keep_path(tmp_path, given) == given
        assert kept_path(tmp_path, given) == given

    def test_beside_the_folder_is_not_below_it(self, tmp_path: Path) -> None:
        beside = f"{tmp_path}-old/a.csv"

        assert keep_path(tmp_path, beside) == beside
