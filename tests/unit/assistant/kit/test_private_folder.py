import resource
from pathlib import Path

import pytest

from assistant.kit.private_folder import make_private, try_room
from integrations.stores.sql import open_event_log


class TestAPrivateFolder:
    def test_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        assert make_private(tmp_path / "data").stat().st_mode & 0o777 == 0o700

    def test_that_is_there_keeps_its_rights(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        before = (tmp_path / "data").stat().st_mode

        assert make_private(tmp_path / "data").stat().st_mode == before


class TestTheDatabase:
    async def test_is_for_its_owner_alone_even_if_it_was_not(self, tmp_path: Path) -> None:
        path = tmp_path / "data" / "comptoir.db"
        for mode in (0o600, 0o644):
            async with open_event_log(f"sqlite:///{path}") as log:
                await log.ping()
                files = list(path.parent.glob("comptoir.db*"))
                assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
            path.chmod(mode)

        assert path.parent.stat().st_mode & 0o777 == 0o700


class TestRoom:
    def test_is_tried_and_nothing_stays(self, tmp_path: Path) -> None:
        try_room(tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_that_there_is_not_is_told_until_there_is_again(self, tmp_path: Path) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, before[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                try_room(tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

        try_room(tmp_path)
        assert list(tmp_path.iterdir()) == []
