"""What every test may use: the encoder, made once and kept; and no network."""

import gc
import os
import socket
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from retrieval.encoders.default_encoder import make_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from tests.support.processes.comptoir import keep_demo

CACHE = Path(os.environ.get("COMPTOIR_TEST_CACHE", Path(__file__).parents[1] / ".cache"))
os.environ["COMPTOIR_MODELS_DIR"] = str(CACHE)  # what a test makes is no installation's
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")


gc.disable()  # until all tests are collected: nothing of them is garbage, and looking takes 20 s


def pytest_collection_finish() -> None:
    """Leave the collected tests out of all later looks for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()


class NetworkBlockedError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """Undo what a command that a test ran set up: its stream is closed when the test ends."""
    yield
    structlog.reset_defaults()


def make_models() -> ModelFolders:
    """Return the folder of models that is kept between runs; it is made at first."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")
    return ModelFolders((CACHE,))


@pytest.fixture(scope="session")
def models() -> ModelFolders:
    """The models, kept between runs because making them takes a minute."""
    return make_models()


@pytest.fixture(scope="session")
def encoder_dir(models: ModelFolders) -> Path:
    """The default encoder's folder."""
    return make_default(models)


@pytest.fixture(scope="session")
def encoder(encoder_dir: Path) -> OnnxEncoder:
    return OnnxEncoder(encoder_dir)


@pytest.fixture(scope="session")
def demo_data(models: ModelFolders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo shop indexed; do not write into it."""
    return keep_demo(models.folders[0], tmp_path_factory.mktemp("demo"))


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to look up or connect to anything but this machine: no test needs or leaks to one."""
    if event == "socket.connect":
        connecting, address = arguments
        host = None if connecting.family == socket.AF_UNIX else address[0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        if _parse(host) is not None:
            return  # a number is not looked up anywhere
    else:
        return
    if host is not None and not _is_here(host):
        message = f"tests reach this machine only, not {host}"
        raise NetworkBlockedError(message)


def _is_here(host: str | bytes) -> bool:
    address = _parse(host)
    if address is None:
        return host in {"localhost", b"localhost", "", b""}
    return address.is_loopback or address.is_unspecified


def _parse(host: str | bytes | None) -> IPv4Address | IPv6Address | None:
    try:
        text = host.decode("ascii") if isinstance(host, bytes) else str(host)
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


sys.addaudithook(_guard)
