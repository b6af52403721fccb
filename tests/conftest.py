"""What every test may use: the encoder, made once and kept; and no network."""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from retrieval.encoders.default import make_default
from retrieval.encoders.onnx import OnnxEncoder

_CACHE = Path(os.environ.get("COMPTOIR_TEST_CACHE", Path(__file__).parents[1] / ".cache"))


@pytest.fixture(scope="session")
def encoder_dir() -> Path:
    """The default encoder's folder, kept between runs because making it takes seconds."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    (_CACHE / ".gitignore").write_text("*\n")
    return make_default(_CACHE)


@pytest.fixture(scope="session")
def encoder(encoder_dir: Path) -> OnnxEncoder:
    return OnnxEncoder(encoder_dir)


class NetworkBlockedError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections to anything but this machine, so that no test needs or leaks to one."""
    allow = socket.socket.connect
    allow_ex = socket.socket.connect_ex

    def connect(sock: socket.socket, address: Any) -> None:
        _check(sock, address)
        allow(sock, address)

    def connect_ex(sock: socket.socket, address: Any) -> int:
        _check(sock, address)
        return allow_ex(sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        yield


def _check(sock: socket.socket, address: Any) -> None:
    if sock.family == socket.AF_UNIX or _is_loopback(address[0]):
        return
    message = f"tests reach this machine only, not {address!r}"
    raise NetworkBlockedError(message)


def _is_loopback(host: str) -> bool:
    if host in {"localhost", "0.0.0.0", "::", ""}:  # noqa: S104 - as a destination: this machine
        return True
    try:
        return ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False
