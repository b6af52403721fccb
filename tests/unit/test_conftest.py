import socket

import pytest

from tests.conftest import NetworkBlockedError


class TestTheNetwork:
    def test_is_out_of_reach(self) -> None:
        with socket.socket() as sock, pytest.raises(NetworkBlockedError):
            sock.connect(("192.0.2.1", 80))

    @pytest.mark.parametrize("name", ["example.invalid", b"example.invalid"])
    def test_has_no_names(self, name: str | bytes) -> None:
        with pytest.raises(NetworkBlockedError):
            socket.getaddrinfo(name, 80)

    @pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
    def test_lets_this_machine_talk_to_itself(self, name: str) -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.create_connection((name, server.getsockname()[1])) as client,
        ):
            assert client.getpeername() == server.getsockname()
