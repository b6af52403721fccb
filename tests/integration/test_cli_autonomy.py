"""`comptoir autonomy`, as the operations team runs it."""

import subprocess
from pathlib import Path

import pytest

from assistant.operations.autonomy.autonomy_table import load_table, read_table
from tests.support.processes.comptoir import run

pytestmark = pytest.mark.slow  # commands as processes

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def autonomy(data_dir: Path, *arguments: str | Path) -> Done:
    return run("autonomy", *arguments, "--data-dir", data_dir)


def in_force(data_dir: Path) -> str:
    done = autonomy(data_dir, "show")
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestTheTable:
    def test_is_the_default_at_first(self, data_dir: Path) -> None:
        shown = in_force(data_dir)

        assert shown.startswith("# the default, as version 0")
        assert read_table(shown, source="it") == load_table()

    def test_that_was_put_is_shown_with_who_and_why(self, data_dir: Path, tmp_path: Path) -> None:
        file = tmp_path / "table.yml"
        shown = in_force(data_dir).replace("cancel_order: automate", "cancel_order: suggest")
        file.write_text(shown, encoding="utf-8")

        put = autonomy(data_dir, "set", file, "--note", "Noël", "--by", "zoé")

        assert (put.returncode, put.stderr) == (0, "Version 1 is in force.\n")
        now = in_force(data_dir)
        assert now.startswith("# version 1, ")
        assert ", zoé, Noël\n" in now
        assert "cancel_order: suggest" in now
        history = autonomy(data_dir, "history").stdout
        assert history.startswith("1  ")
        assert history.endswith(", zoé, Noël\n")

    def test_with_a_mistake_changes_nothing(self, data_dir: Path, tmp_path: Path) -> None:
        file = tmp_path / "table.yml"
        before = in_force(data_dir)
        file.write_text(before.replace("cancel_order", "cancel_ordr"), encoding="utf-8")

        put = autonomy(data_dir, "set", file)

        assert put.returncode == 2
        assert "operations.cancel_ordr: " in put.stderr
        assert "Traceback" not in put.stderr
        assert in_force(data_dir) == before

    def test_over_another_than_was_looked_at_is_refused(
        self, data_dir: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "table.yml"
        file.write_text(in_force(data_dir), encoding="utf-8")
        autonomy(data_dir, "set", file, "--version", "0")

        late = autonomy(data_dir, "set", file, "--version", "0")

        assert late.returncode == 2
        assert "version 0 is not in force any more" in late.stderr
        assert in_force(data_dir).startswith("# version 1, ")
