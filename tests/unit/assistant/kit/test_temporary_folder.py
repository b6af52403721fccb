import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.kit.temporary_folder import TemporaryFolder, remove_left_folders

PREFIX = "comptoir-tried-"
HOLDS = f"""
from assistant.kit.temporary_folder import TemporaryFolder
held = TemporaryFolder.make("{PREFIX}")
(held.path / "page.json").write_text("{{}}")
print(held.path, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


def make_old(path: Path) -> None:
    then = time.time() - 3600
    os.utime(path, (then, then))


class TestATemporaryFolder:
    def test_is_removed_once_the_process_that_had_it_was_killed(self) -> None:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with holder:
            assert holder.stdout is not None
            folder = Path(holder.stdout.readline().strip())
            make_old(folder)
            remove_left_folders(PREFIX)
            assert (folder / "page.json").is_file()
            holder.kill()

        remove_left_folders(PREFIX)

        assert not folder.exists()

    def test_stays_while_it_may_not_be_locked_yet(self, tmp_path: Path) -> None:
        (young := tmp_path / f"{PREFIX}young").mkdir()
        (other := tmp_path / "another").mkdir()
        make_old(other)

        remove_left_folders(PREFIX)

        assert young.is_dir()
        assert other.is_dir()

    def test_is_removed_by_who_made_it(self) -> None:
        folder = TemporaryFolder.make(PREFIX)
        (folder.path / "page.json").touch()

        folder.remove()

        assert not folder.path.exists()

    def test_is_never_what_a_link_leads_to(self, tmp_path: Path) -> None:
        (kept := tmp_path / "kept").mkdir()
        (tmp_path / f"{PREFIX}link").symlink_to(kept)
        make_old(kept)

        remove_left_folders(PREFIX)

        assert kept.is_dir()
