"""The web chat's test server in a process of its own, to be killed and started again."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from tests.support.patience import until


class WebchatProcess:
    """One address and one data folder; processes come and go."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = _free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._process: Process | None = None

    async def start(self) -> None:
        """Return once it answers."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.pages.webchat_server",
            str(self.port),
            str(self.data_dir),
            cwd=Path(__file__).parents[3],
        )
        await until(self._is_ready, within_s=30, every_s=0.05)

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end; return its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        os.kill(self._process.pid, how)
        async with asyncio.timeout(10):
            return await self._process.wait()

    @contextmanager
    def steer(self, word: str) -> Iterator[None]:
        """Let the server find the file `word` until the block ends; see `webchat_server`."""
        file = self.data_dir / word
        file.touch()
        try:
            yield
        finally:
            file.unlink(missing_ok=True)

    async def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, "the server did not start"
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"{self.base_url}/ready")).status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None


@asynccontextmanager
async def run_webchat(data_dir: Path) -> AsyncIterator[WebchatProcess]:
    """Run the server on `data_dir` until the block ends."""
    server = WebchatProcess(data_dir)
    await server.start()
    try:
        yield server
    finally:
        if server.is_running:
            await server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
