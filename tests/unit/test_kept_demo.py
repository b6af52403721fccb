"""The demo shop that is kept between runs of the tests."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.support.processes import comptoir


def test_is_made_anew_with_nothing_of_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "cache/demo"
    kept.mkdir(parents=True)
    (kept / "key").write_text("of other code")
    (kept / "comptoir.db").write_text("of a migration that this code does not know")

    def index(*_arguments: str | Path) -> CompletedProcess[str]:
        assert list(kept.iterdir()) == []
        (kept / "index").mkdir()
        return CompletedProcess((), 0)

    monkeypatch.setattr(comptoir, "run", index)

    assert (comptoir.keep_demo(tmp_path / "cache", tmp_path / "data") / "index").is_dir()
