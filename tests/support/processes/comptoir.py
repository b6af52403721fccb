"""Comptoir as a shop runs it: its commands, a data folder, a process tree, and who talks to it."""

import asyncio
import fcntl
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
import orjson

from tests.support.patience import until

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "integrations/shops/demo/content"
START_S = 240  # a tree on a machine that does much else
_STOP_S = 20
_LOST_PAUSE_S = 0.2  # before a message is sent again whose connection was lost
_COMMAND_S = 600.0  # a busy machine takes minutes to index the demo shop


def run(
    *arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `comptoir ARGUMENT...` to its end; of this process's settings it sees only `env`."""
    return subprocess.run(
        [sys.executable, "-m", "assistant.app.cli", *map(str, arguments)],
        cwd=cwd,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_COMMAND_S,
        check=False,
    )


def keep_demo(cache: Path, data_dir: Path) -> Path:
    """Return `data_dir` with the demo shop indexed.

    That is kept in `cache` between runs, and made anew when what reads or indexes it changes.
    """
    kept = cache / "demo"
    with _only_one(cache / "demo.lock"):
        if not _is_current(kept / "key"):
            shutil.rmtree(kept, ignore_errors=True)  # its database may be of other migrations
            kept.mkdir(parents=True)
            done = run("demo", "--index-only", "--data-dir", kept)
            assert done.returncode == 0, done.stderr
            (kept / "key").write_text(_key())
        shutil.copytree(kept / "index", data_dir / "index", copy_function=_link, ignore=_readers)
    return data_dir


def new_data_dir(folder: Path, *, like: Path, index: bool = False) -> Path:
    """Make a data folder that shares the index of `like` if `index`."""
    folder.mkdir(parents=True, exist_ok=True)
    if index and not (folder / "index").exists():
        (folder / "index").symlink_to((like / "index").resolve())
    return folder


_FOR_TESTS = {
    "COMPTOIR_WEBCHAT__CONVERSATIONS_PER_MINUTE": "1000",
    "COMPTOIR_PATIENCE__FACTOR": "0",  # but where it is tested how customers are listened to
}


class Tree:
    """`comptoir serve` or `demo` with all its processes, on one port and one data folder."""

    def __init__(
        self,
        data_dir: Path,
        *,
        command: Literal["serve", "demo"] = "serve",
        arguments: tuple[str, ...] = (),
        env: Mapping[str, str] | None = None,
        root: Path = ROOT,
    ) -> None:
        """Run the code in `root`."""
        self.data_dir = data_dir
        self._root = root
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.output = data_dir / f"{command}.log"  # of all its processes, since the last start
        self._command = command
        self._arguments = arguments
        self._env = {**_FOR_TESTS, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and return once it is ready."""
        self.spawn()
        await self.ready()

    def spawn(self) -> None:
        """Start it and wait for nothing."""
        assert not self.is_running
        where = ("--port", str(self.port), "--data-dir", str(self.data_dir))
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "assistant.app.cli",
                    self._command,
                    *where,
                    *self._arguments,
                ],
                cwd=self._root,
                env=environment(self._env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def ready(self) -> None:
        """Wait until every part is."""
        async with new_client(self.base_url) as client:

            async def is_ready() -> bool:
                assert self.is_running, self.output.read_text()
                try:
                    return (await client.get("/ready")).status_code == httpx.codes.OK
                except httpx.TransportError:
                    return False

            await until(is_ready, within_s=START_S, every_s=0.05)

    async def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        await self._kill(self.pids())

    async def behead(self) -> None:
        """End its first process at once, and wait until the others have followed."""
        pids = self.pids()
        await self._kill(pids[:1])
        await gone(pids)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, as a deployment does; return its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        return await self._wait(_STOP_S)

    def pids(self) -> list[int]:
        """Return the ids of all its processes, the first one's first."""
        assert self._process is not None
        return [self._process.pid, *_descendants(self._process.pid)]

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        return [pid for pid in self.pids() if b"\0worker\0" in _command_line(pid)]

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def _kill(self, pids: list[int]) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self._wait(_STOP_S)
        await gone(pids)

    async def _wait(self, within_s: float) -> int:
        assert self._process is not None
        return await asyncio.to_thread(self._process.wait, within_s)


@asynccontextmanager
async def running(tree: Tree) -> AsyncIterator[Tree]:
    """Keep a tree until the block ends."""
    try:
        await tree.start()
        yield tree
    finally:
        if tree.is_running:
            await tree.kill()


@asynccontextmanager
async def set_up(tree: Tree) -> AsyncIterator[str]:
    """Serve an empty folder until the block ends; yield the link that is printed."""
    try:
        tree.spawn()
        async with new_client(tree.base_url) as client:

            async def is_served() -> bool:
                with suppress(httpx.TransportError):  # the link is printed before it listens
                    said = tree.output.read_text()
                    return "#" in said and (await client.get("/health")).is_success
                return False

            await until(is_served, within_s=START_S, every_s=0.1)
        yield next(one for one in tree.output.read_text().split() if "/set-up#" in one)
    finally:
        if tree.is_running:
            await tree.kill()


class Customer:
    """Somebody who talks to the web chat's API, without a browser."""

    def __init__(self, client: httpx.AsyncClient, opened: Mapping[str, str]) -> None:
        self._client = client
        self.url = f"/api/webchat/v1/conversations/{opened['conversation_id']}"
        self.headers = {"Authorization": f"Bearer {opened['token']}"}

    @classmethod
    async def arrive(cls, client: httpx.AsyncClient, language: str = "fr") -> "Customer":
        """Open a conversation."""
        answer = await client.post("/api/webchat/v1/conversations", json={"language": language})
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return cls(client, answer.json())

    def at(self, client: httpx.AsyncClient) -> "Customer":
        """Return the same customer in the same conversation, at another address of the API."""
        return Customer(
            client,
            {
                "conversation_id": self.url.rpartition("/")[2],
                "token": self.headers["Authorization"].removeprefix("Bearer "),
            },
        )

    async def say(self, text: str, client_message_id: str = "") -> dict[str, Any]:
        """Send a message; return what acknowledged it."""
        answer = await self._client.post(
            f"{self.url}/messages",
            json={"client_message_id": client_message_id or uuid4().hex, "text": text},
            headers=self.headers,
        )
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        acknowledged: dict[str, Any] = answer.json()
        return acknowledged

    async def insist(
        self, text: str, *, within_s: float, at: Sequence[httpx.AsyncClient] = ()
    ) -> None:
        """Send a message as the widget does: again, under its id, until it is acknowledged.

        It is sent again when it is refused with 503, after the pause that this names, or its
        connection is lost; `at` are the addresses of the API as of now.
        """
        body = {"client_message_id": uuid4().hex, "text": text}
        async with asyncio.timeout(within_s):
            while True:
                client, wait_s = random.choice(at or (self._client,)), _LOST_PAUSE_S  # noqa: S311
                with suppress(httpx.TransportError):
                    answer = await client.post(
                        f"{self.url}/messages", json=body, headers=self.headers
                    )
                    if answer.status_code == httpx.codes.ACCEPTED:
                        return
                    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
                    wait_s = float(answer.headers["Retry-After"])
                await asyncio.sleep(wait_s)

    async def hear(self, replies: int = 1, *, within_s: float = 60) -> list[dict[str, Any]]:
        """Follow the conversation from its beginning until so many replies came; return them."""
        heard: list[dict[str, Any]] = []
        async with asyncio.timeout(within_s):
            async for event in self.follow():
                if event["type"] == "message" and event["author"] != "customer":
                    heard.append(event)
                if len(heard) == replies:
                    break
        return heard

    async def past(self) -> list[dict[str, Any]]:
        """Return all that happened, as a page that is opened now is told."""
        happened: list[dict[str, Any]] = []
        async for event in self.follow():
            if event["type"] == "status":
                break
            happened.append(event)
        return happened

    async def follow(self, *, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Yield the stream's events, each with its `sequence` where it has one."""
        headers = {**self.headers, "Last-Event-ID": str(after)}
        async with self._client.stream(
            "GET", f"{self.url}/events", headers=headers, timeout=httpx.Timeout(10, read=90)
        ) as stream:
            assert stream.status_code == httpx.codes.OK
            sequence: int | None = None
            async for line in stream.aiter_lines():
                if line.startswith("id: "):
                    sequence = int(line.removeprefix("id: "))
                elif line.startswith("data: "):
                    yield {**orjson.loads(line.removeprefix("data: ")), "sequence": sequence}
                    sequence = None


@asynccontextmanager
async def new_client(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open an HTTP client that uses no proxy."""
    async with httpx.AsyncClient(base_url=base_url, trust_env=False, timeout=10) as client:
        yield client


async def gone(pids: list[int]) -> None:
    """Wait until none of these processes runs."""

    async def none_runs() -> bool:
        return not any(map(_runs, pids))

    await until(none_runs, within_s=_STOP_S, every_s=0.02)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(env: Mapping[str, str] | None) -> dict[str, str]:
    """Return this process's environment, its models and the settings of `env`, and no others."""
    kept = {"COMPTOIR_MODELS_DIR"}  # made once for all tests
    plain = {k: v for k, v in os.environ.items() if k in kept or not k.startswith("COMPTOIR_")}
    return {**plain, "NO_COLOR": "1", "COLUMNS": "200", **(env or {})}


def _descendants(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from _descendants(child)


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def _runs(pid: int) -> bool:
    """Return whether a process is there and did not end; who adopted it may count it later."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Let one test run at a time use what is kept."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_current(key: Path) -> bool:
    return key.is_file() and key.read_text() == _key()


def _key() -> str:
    """Return what changes with the demo shop and with the code that sets up and indexes."""
    digest = hashlib.sha256()
    folders = (ROOT / "retrieval", ROOT / "assistant/understanding", DEMO)
    assert all(folder.is_dir() for folder in folders)  # a folder that moved would digest nothing
    files = (file for folder in folders for file in folder.rglob("*"))
    for file in sorted(file for file in files if file.is_file() and file.suffix != ".pyc"):
        digest.update(f"{file.relative_to(ROOT)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _link(file: str, to: str) -> None:
    """Share a file of an index, which never changes, unless it is a lock or lies too far away."""
    if not file.endswith(".lock"):
        with suppress(OSError):
            os.link(file, to)
            return
    shutil.copyfile(file, to)


def _readers(_folder: str, names: list[str]) -> list[str]:
    """Return what those who search an index keep there for themselves."""
    return [name for name in names if name == "readers"]
