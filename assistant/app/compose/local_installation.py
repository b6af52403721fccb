"""Open the installation's own parts: the clock, the address, the data folder and the secret key.

An address or a folder that cannot be used is refused before anything is started.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import SettingError, Settings


class SystemClock:
    """Tell the time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class AddressError(Exception):
    """Say that the address cannot be listened on, why, and which to choose instead."""


class DataDirError(Exception):
    """Say that the data folder cannot be written, why, and which to choose instead."""


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
    """Return the http:// address under which this machine reaches a listening socket."""
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
        make_private(folder)
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


KEY_FILE = "identity.key"
_BYTES = 32


def find_key(settings: Settings) -> bytes:
    """Return the key, 32 bytes; make it at the first start, whichever process comes first.

    Raises:
        SettingError: what is set or kept is no key, or others may read the file.
    """
    if settings.identity.key is not None:
        return _parse(settings.identity.key.get_secret_value(), "COMPTOIR_IDENTITY__KEY")
    path = settings.data_dir / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            msg = f"others may read {path}: run chmod 600 on it"
            raise SettingError(msg)
        return _parse(path.read_text(encoding="ascii"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be used: {error}"
        raise SettingError(msg) from None


def _make(path: Path) -> None:
    """Write a whole key under a name of its own, then give it the name, unless another has it."""
    make_private(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink(missing_ok=True)


def _parse(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        msg = f"{where} is no key: it takes {2 * _BYTES} hex digits, as openssl rand -hex 32 makes"
        raise SettingError(msg)
    return key
