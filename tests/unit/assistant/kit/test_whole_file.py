"""A file is the old one or the new one, never a part of either."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from assistant.kit.whole_file import write_whole


class TestAFile:
    def test_is_whole_while_many_write_it_and_leaves_nothing_beside_it(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "report.json"
        contents = [bytes([65 + n]) * 50_000 for n in range(8)]

        with ThreadPoolExecutor(8) as writers:
            for _ in range(20):
                list(writers.map(partial(write_whole, file), contents))
                assert file.read_bytes() in contents

        assert list(tmp_path.iterdir()) == [file]
        assert file.stat().st_mode & 0o777 == 0o600

    def test_that_cannot_be_written_stays_as_it_was(self, tmp_path: Path) -> None:
        folder = tmp_path / "report.json"
        folder.mkdir()

        with pytest.raises(OSError, match="report"):
            write_whole(folder, b"{}")

        assert list(tmp_path.iterdir()) == [folder]
