"""Pages that lose their stream at one moment and all come back, as after a restart of a proxy.

`python -m benchmarks.speed.comeback [--pages 5000]`

Each page is a conversation with its event stream open. All streams are cut in one moment, and each
page comes back within `WITHIN_S`, as the widget does: at a random time, with the last event that
it had, and again after what a refusal says. Timed is from a page's first try until its stream is
live. The same is done to a server that does nothing else (`benchmarks.harness.bare_streams`):
a page of ours costs some times what it costs there.
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from assistant.kit.settings.settings import Settings
from assistant.kit.web.guarded_protocol import raise_file_limit
from benchmarks.harness.bare_streams import serving_bare_streams
from benchmarks.harness.client import API, Connection, events
from benchmarks.harness.figures import Spread, percentile
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import open_work, prepare

PAGES = 5_000
WITHIN_S = 5.0
GOAL_S = 3.0  # 99th percentile of one page's way back
_AT_ONCE = 50  # pages that are opened at a time, before anything is timed
_TRIES = 20


@dataclass(slots=True)
class HeldPage:
    """Hold a conversation's address, its token, and its stream while that is open."""

    path: str
    token: str
    stream: Connection | None = None
    last: int = 0  # sequence

    async def follow(self, port: int) -> int:
        """Open the stream, and return the status of the answer; 200: it is live."""
        self.stream = await Connection.open(port)
        self.stream.send("GET", f"{self.path}/events", token=self.token, after=self.last)
        status, headers = await self.stream.head()
        if status != 200:
            await self.stream.close()
            return status
        assert "text/event-stream" in headers["content-type"]
        async for event in events(self.stream.reader):
            if event.get("status") == "live":
                self.last = event.get("last", 0)
                return status
        return 0

    def cut(self) -> None:
        """End the stream without a word, as a proxy that is killed does."""
        if self.stream is not None:
            self.stream.writer.transport.abort()


@dataclass(slots=True)
class Comeback:
    """Count how pages came back."""

    waits: list[float] = field(default_factory=list)  # seconds, of pages that are live again
    refused: int = 0  # tries that were answered with another status
    broken: int = 0  # connections that ended without an answer
    lost: int = 0  # pages that gave up


async def hold_pages(port: int, count: int) -> list[HeldPage]:
    """Open so many pages, each in a conversation of its own."""
    left, held = iter(range(count)), list[HeldPage]()

    async def open_some() -> None:
        for _ in left:
            requests = await Connection.open(port)  # one that is kept would be closed when idle
            requests.send("POST", API, body={"language": "fr"})
            status, _, data = await requests.answer()
            assert status == 201, data  # created
            await requests.close()
            begun = orjson.loads(data)
            page = HeldPage(f"{API}/{begun['conversation_id']}", begun["token"])
            assert await page.follow(port) == 200
            held.append(page)

    await asyncio.gather(*(open_some() for _ in range(_AT_ONCE)))
    return held


async def cut_and_return(port: int, pages: list[HeldPage], within_s: float = WITHIN_S) -> Comeback:
    """Cut every stream, and have every page come back within `within_s`."""
    back = Comeback()
    for page in pages:
        page.cut()
    async with asyncio.TaskGroup() as group:
        for page in pages:
            group.create_task(_return(port, page, back, random.uniform(0, within_s)))
    return back


async def _return(port: int, page: HeldPage, back: Comeback, after_s: float) -> None:
    await asyncio.sleep(after_s)
    begun = time.perf_counter()
    for tries in range(1, _TRIES + 1):
        try:
            status = await page.follow(port)
        except (OSError, asyncio.IncompleteReadError):
            back.broken += 1
            status = 0
        if status == 200:
            back.waits.append(time.perf_counter() - begun)
            return
        back.refused += status != 0
        await asyncio.sleep(min(tries, 5) * random.uniform(0.5, 1.5))
    back.lost += 1


async def measure(served: Served, count: int, name: str) -> float:
    """Hold pages of a server, have them all come back, and print how; return its ms for each."""
    pages = await hold_pages(served.port, count)
    print(f"{name}, {count} pages open: {served.memory()}")
    before = served.cpu()
    back = await cut_and_return(served.port, pages)
    spent = {of: 1000 * (s - before.get(of, 0)) / count for of, s in served.cpu().items()}
    each = ", ".join(f"{of} {ms:.2f} ms" for of, ms in spent.items())
    print(f"  memory when back: {served.memory()}; processor time of each: {each}")
    for page in pages:
        page.cut()
    spread, p99_s = Spread.of(back.waits), percentile(sorted(back.waits), 0.99)
    print(f"{spread.row(f'{len(back.waits)} pages live again')}   p99 {1000 * p99_s:7.2f} ms")
    print(f"  refused {back.refused}, broken off {back.broken}, given up {back.lost}")
    assert not back.lost
    return spent["API"]


async def compare(settings: Settings, folder: Path, count: int) -> None:
    """Measure Comptoir, and then the server that does nothing else."""
    async with serving(settings, folder) as served:
        await served.wait_until_ready()
        ours = await measure(served, count, "Comptoir")
    async with serving_bare_streams() as served:
        bare = await measure(served, count, "a bare server")
    print(f"a page of Comptoir costs its API {ours / bare:.1f} times what the bare server spends")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="pages that all come back at once")
    parser.add_argument("--pages", type=int, default=PAGES)
    count = min(parser.parse_args().pages, raise_file_limit() - 500)
    settings = prepare()
    with TemporaryDirectory(dir=open_work()) as folder:
        asyncio.run(compare(settings, Path(folder), count))
    print(f"goal: p99 at most {1000 * GOAL_S:g} ms, none given up")


if __name__ == "__main__":
    main()
