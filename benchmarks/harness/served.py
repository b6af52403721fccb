"""A real `comptoir serve` with its worker and its Valkey, for as long as a block runs."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import Connection

_ADDRESS = re.compile(rb"http://[\d.]+:(\d+)")
_POLL_S = 0.01
_UNLIMITED = "1000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that listens."""

    port: int
    pid: int
    started: float  # `time.perf_counter` before its process was made

    async def wait_until_ready(self) -> None:
        """Wait until /ready says that answers are possible."""
        connection = await Connection.open(self.port)
        while True:
            connection.send("GET", "/ready")
            status, _ = await connection.receive()
            if status == 200:
                break
            await asyncio.sleep(_POLL_S)
        await connection.close()

    def memory(self) -> dict[str, float]:
        """Return the MB that each process of the tree keeps in memory, by what it is."""
        processes = dict(_tree(self.pid))
        return {_name(command, pid == self.pid): _rss_mb(pid) for pid, command in processes.items()}

    def open_files(self) -> dict[str, int]:
        """Return how many files each process of the tree has open, by what it is."""
        processes = dict(_tree(self.pid))
        return {
            _name(command, pid == self.pid): len(list(Path(f"/proc/{pid}/fd").iterdir()))
            for pid, command in processes.items()
        }

    def cpu(self) -> dict[str, float]:
        """Return the seconds of processor time that processes have had, by what they are."""
        spent: dict[str, float] = {}
        for pid, command in _tree(self.pid):
            name = _name(command, pid == self.pid)
            spent[name] = spent.get(name, 0.0) + _cpu_s(pid)
        return spent


@asynccontextmanager
async def serving(
    settings: Settings, folder: Path, *, log_url: str = "", more: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """Serve on any free port, without rate limits and waits; `more` is set in the environment.

    Without `log_url` the event log is one of its own in `folder`.
    """
    environment = {
        **os.environ,
        "COMPTOIR_PATIENCE__FACTOR": "0",  # the way is timed, and not what a customer is given
        **(more or {}),
        "COMPTOIR_LOG__URL": log_url or f"sqlite+aiosqlite:///{folder / 'comptoir.db'}",
        "COMPTOIR_SHOP__FILE": str(settings.shop.file),
        "COMPTOIR_WEBCHAT__MESSAGES_PER_MINUTE": _UNLIMITED,
        "COMPTOIR_WEBCHAT__CONVERSATIONS_PER_MINUTE": _UNLIMITED,
    }
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "assistant.app.cli", "serve", "--port", "0"),
        *("--data-dir", str(settings.data_dir)),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    port = await _port(process.stderr)
    rest = asyncio.create_task(_drain(process.stderr))  # a full pipe would hold the server up
    try:
        yield Served(port=port, pid=process.pid, started=started)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()
        await rest


def cpu_of(program: str) -> float:
    """Return the seconds of processor time of all processes of this machine that run `program`.

    What processes used that have ended is in that of the one that started them.
    """
    spent = 0.0
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (place / "comm").read_text("utf-8").strip() == program:
                fields = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
                spent += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return spent


async def _port(pipe: asyncio.StreamReader) -> int:
    """Return the port that the server says it listens on; it says so or ends."""
    said = []
    async for line in pipe:
        said.append(line.decode(errors="replace"))
        if found := _ADDRESS.search(line):
            return int(found[1])
    msg = f"comptoir serve did not start: {''.join(said)}"
    raise RuntimeError(msg)


async def _drain(pipe: asyncio.StreamReader) -> None:
    while await pipe.read(65_536):
        pass


def _tree(root: int) -> Iterable[tuple[int, str]]:
    """Yield a process and all below it, with their command lines."""
    yield root, _command(root)
    with suppress(FileNotFoundError):
        for thread in Path(f"/proc/{root}/task").iterdir():
            for child in (thread / "children").read_text("utf-8").split():
                yield from _tree(int(child))


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ")


def _name(command: str, is_root: bool) -> str:  # noqa: FBT001  # private
    if is_root:
        return "API"
    return "worker" if " worker" in command else "Valkey" if "valkey" in command else command[:40]


def _rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
