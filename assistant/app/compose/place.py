"""Where a process listens and where it keeps things: refused before anything is started."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path


class AddressError(Exception):
    """The address cannot be listened on; the message says why and what to choose instead."""


class DataDirError(Exception):
    """The data folder cannot be written; the message says why and what to choose instead."""


@contextmanager
def take_address(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Take the address until the block ends; connections are refused until it is served.

    Raises:
        AddressError: another program listens there, or the host is not this machine's.
    """
    with ExitStack() as stack:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            sockets = [
                _take(stack.enter_context(socket.socket(family, kind, protocol)), address)
                for family, kind, protocol, _, address in found
            ]
        except OSError as error:
            why = error.strerror or str(error)
            msg = f"cannot listen on {host}, port {port}: {why}. Choose another with --port"
            raise AddressError(msg) from None
        yield sockets


def own_address(listening: socket.socket) -> str:
    """Return the http:// address under which this machine reaches what is served there."""
    host, port, *_ = listening.getsockname()
    if ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def open_data_dir(folder: Path) -> None:
    """Make the data folder where it is missing, and see that it can be written.

    Raises:
        DataDirError: it cannot.
    """
    probe = folder / f".write-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        why = error.strerror or str(error)
        msg = f"cannot write in {folder}: {why}. Choose another folder with --data-dir"
        raise DataDirError(msg) from None


def _take(one: socket.socket, address: tuple[str | int | bytes, ...]) -> socket.socket:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if one.family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    one.bind(address)
    return one
