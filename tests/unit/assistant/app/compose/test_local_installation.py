from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.app.compose.local_installation import find_key
from assistant.kit.settings.settings import IdentitySettings, SettingError, Settings


class TestTheKey:
    def test_is_made_once_for_our_eyes_only(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path / "data")

        key = find_key(settings)

        assert len(key) == 32
        assert find_key(settings) == key
        [file] = (tmp_path / "data").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600

    def test_is_the_same_for_all_that_start_together(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        with ThreadPoolExecutor(8) as threads:
            keys = set(threads.map(lambda _: find_key(settings), range(32)))

        assert len(keys) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["identity.key"]

    def test_is_another_one_in_another_installation(self, tmp_path: Path) -> None:
        keys = {find_key(Settings(data_dir=tmp_path / name)) for name in "ab"}

        assert len(keys) == 2

    def test_may_be_set(self, tmp_path: Path) -> None:
        identity = IdentitySettings(key=SecretStr("0f" * 32))

        assert find_key(Settings(data_dir=tmp_path, identity=identity)) == b"\x0f" * 32
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("wrong", ["abc", "0f" * 31, "zz" * 32])
    def test_that_is_set_wrongly_is_refused_and_not_repeated(
        self, tmp_path: Path, wrong: str
    ) -> None:
        settings = Settings(data_dir=tmp_path, identity=IdentitySettings(key=SecretStr(wrong)))

        with pytest.raises(SettingError, match="64 hex digits") as caught:
            find_key(settings)

        assert wrong not in str(caught.value)

    def test_that_others_may_read_is_refused(self, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path)
        find_key(settings)
        (tmp_path / "identity.key").chmod(0o644)

        with pytest.raises(SettingError, match="chmod 600"):
            find_key(settings)

    def test_that_cannot_be_kept_is_said_so(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file")

        with pytest.raises(SettingError, match="cannot be used"):
            find_key(Settings(data_dir=tmp_path / "data"))
