"""Held connections that say nothing: what other customers notice, and how soon they end.

`python -m benchmarks.speed.held_connections [--held 200 2000]`

A real `comptoir serve` with one worker. So many connections are opened from one address at once,
each with half a request; half of them send another byte each second. Meanwhile a customer asks one
question after the other on a page that was open before, and another opens a new page each time.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import HOST, Connection, Page
from benchmarks.harness.figures import Spread
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import open_work, prepare, questions

_HALF = b"POST /api/webchat/v1/conversations HTTP/1.1\r\nHost: shop.example\r\nX-Slow: "
_LONGEST_S = 120.0
_BEFORE = 30  # questions that are asked while nobody holds anything


@dataclass(slots=True)
class Noticed:
    """Hold what others noticed in one time: seconds of answers and of new pages, and failures."""

    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    failed: int = 0

    def row(self, name: str) -> str:
        """Return a line of the table."""
        answers, pages = Spread.of(self.answers), Spread.of(self.pages)
        return (
            f"  {name:<24} answers p50 {answers.p50_ms:.0f} ms, p95 {answers.p95_ms:.0f} ms;"
            f" new pages p50 {pages.p50_ms:.0f} ms, p95 {pages.p95_ms:.0f} ms; {self.failed} failed"
        )


async def _hold(port: int, *, drips: bool) -> float:
    """Hold a connection until the server ends it, and return for how many seconds."""
    begun = time.perf_counter()
    with suppress(OSError):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(_HALF)
        ended = asyncio.ensure_future(reader.read())
        while drips and not ended.done():
            await asyncio.wait((ended,), timeout=1.0)
            writer.write(b"x")
        await ended
        writer.close()
    return time.perf_counter() - begun


async def _ask(served: Served, page: Page, text: str, noticed: Noticed) -> None:
    begun = time.perf_counter()
    await page.ask(text)
    noticed.answers.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    try:
        fresh = await Page.open(served.port, await Connection.open(served.port))
    except (OSError, EOFError, AssertionError):
        noticed.failed += 1
        return
    noticed.pages.append(time.perf_counter() - begun)
    await fresh.close()


async def _held(served: Served, page: Page, held: int, texts: list[str]) -> tuple[Noticed, float]:
    """Return what others noticed while so many connections were held, and when the last ended."""
    noticed = Noticed()
    holding = asyncio.gather(*(_hold(served.port, drips=i % 2 == 0) for i in range(held)))
    async with asyncio.timeout(_LONGEST_S):
        while not holding.done():
            await _ask(served, page, texts.pop(), noticed)
        return noticed, max(await holding)


async def measure(settings: Settings, folder: Path, counts: Sequence[int]) -> None:
    """Print what others noticed before, and while so many connections were held."""
    texts = [question.text for question in questions(1_500)]
    async with serving(settings, folder) as served:
        await served.wait_until_ready()
        page, quiet = await Page.open(served.port, await Connection.open(served.port)), Noticed()
        for _ in range(_BEFORE):
            await _ask(served, page, texts.pop(), quiet)
        print(quiet.row("none held"))
        for count in counts:
            noticed, last_s = await _held(served, page, count, texts)
            print(noticed.row(f"{count} held"), f"; the last ended after {last_s:.1f} s")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, nargs="+", default=[200, 2000])
    wanted = parser.parse_args(arguments)
    settings = prepare()
    with TemporaryDirectory(dir=open_work()) as folder:
        asyncio.run(measure(settings, Path(folder), wanted.held))


if __name__ == "__main__":
    main()
