"""Test that one holder at a time has a file's lock."""

from pathlib import Path

import pytest

from assistant.kit.file_lock import lock_file


class TestALock:
    def test_refuses_a_second_holder_and_is_free_afterwards(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "lock"
        busy = pytest.raises(ValueError, match="busy")
        with lock_file(path), busy, lock_file(path, busy=ValueError("busy")):
            raise AssertionError

        with lock_file(path, busy=ValueError("busy")):
            assert path.is_file()

    def test_passes_on_an_error_of_its_block(self, tmp_path: Path) -> None:
        with pytest.raises(BlockingIOError), lock_file(tmp_path / "lock", busy=ValueError("busy")):
            raise BlockingIOError
