import socket
from pathlib import Path

import pytest

from assistant.app.compose.local_installation import (
    AddressError,
    DataDirError,
    open_data_dir,
    take_address,
)


class TestAnAddress:
    def test_is_nobody_elses_while_it_is_taken(self) -> None:
        with take_address("127.0.0.1", 0) as (taken,):
            taken.listen()
            port = taken.getsockname()[1]

            with (
                pytest.raises(AddressError, match=f"port {port}: .*Choose another with --port"),
                take_address("127.0.0.1", port),
            ):
                pass

    def test_is_free_again_afterwards(self) -> None:
        with take_address("127.0.0.1", 0) as (first,):
            port = first.getsockname()[1]
        with take_address("127.0.0.1", port) as (second,):
            assert second.getsockname()[1] == port

    def test_of_another_machine_is_refused(self) -> None:
        with (
            pytest.raises(AddressError, match=r"cannot listen on 203\.0\.113\.1"),
            take_address("203.0.113.1", 0),
        ):
            pass

    def test_refuses_connections_until_it_is_served(self) -> None:
        with take_address("127.0.0.1", 0) as (taken,), socket.socket() as probe:
            assert probe.connect_ex(taken.getsockname()) != 0


class TestADataFolder:
    def test_is_made_and_left_empty(self, tmp_path: Path) -> None:
        open_data_dir(tmp_path / "a" / "b")

        assert list((tmp_path / "a" / "b").iterdir()) == []

    def test_that_is_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("not a folder")

        with pytest.raises(DataDirError, match=r"cannot write in .*Choose another folder"):
            open_data_dir(tmp_path / "data")

    def test_below_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")

        with pytest.raises(DataDirError, match="cannot write in"):
            open_data_dir(tmp_path / "file" / "data")
