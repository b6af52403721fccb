"""What indexing, starting and staying up cost.

`python -m benchmarks.speed.start`

Indexes the demo shop three times, each in a process of its own: with the encoder yet to be made,
with the encoder there, and with nothing changed. Then starts `comptoir serve` several times and
waits for /ready and for the first answer, and weighs its processes once they have worked.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.app.compose.shop_profile import DEMO
from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import Connection, Page
from benchmarks.harness.figures import middle
from benchmarks.harness.served import serving
from benchmarks.harness.shop import open_work, prepare, questions

STARTS = 5
GOAL_S = 3.0  # from a warm start to the first answer
WORKED = 200  # questions answered before the processes are weighed
_SUMMARY = re.compile(r"(\d+) products and (\d+) documents, (\d+) passages \((\d+) new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """One run of `comptoir index`."""

    seconds: float  # of the whole process
    peak_mb: float  # resident
    products: int  # in one language each
    documents: int
    passages: int
    encoded: int

    def row(self, name: str) -> str:
        """Return a line of the table."""
        return (
            f"  {name:<46} {self.seconds:6.1f} s   {self.passages / self.seconds:6.0f} passages/s"
            f"   peak {self.peak_mb:4.0f} MB   ({self.products} products, {self.documents} pages, "
            f"{self.passages} passages, {self.encoded} encoded)"
        )


def index(data_dir: Path) -> Indexing:
    """Index the demo shop by the command line."""
    command = [sys.executable, "-m", "assistant.app.cli", "index", str(DEMO)]
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  # our own arguments
        [*command, "--data-dir", str(data_dir)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    found = _SUMMARY.search(said)
    assert process.returncode == 0, said
    assert found is not None, said
    products, documents, passages, encoded = map(int, found.groups())
    assert products > 0
    assert documents > 0
    return Indexing(
        seconds=time.perf_counter() - started,
        peak_mb=usage.ru_maxrss * 1024 / 1e6,
        products=products,
        documents=documents,
        passages=passages,
        encoded=encoded,
    )


def measure_indexing(data_dir: Path) -> None:
    """Index three times and print how it went."""
    print(index(data_dir).row("encoder made, then indexed"))
    shutil.rmtree(data_dir / "index")
    print(index(data_dir).row("indexed"))
    again = index(data_dir)
    assert again.encoded == 0, again
    print(again.row("indexed again, nothing changed"))


async def measure_start(settings: Settings, folder: Path, text: str) -> tuple[float, float]:
    """Return the seconds from a process's start to /ready, and to the answer to `text`."""
    async with serving(settings, folder) as served:

        async def ready() -> float:
            await served.wait_until_ready()
            return time.perf_counter() - served.started

        async def answered() -> float:
            requests = await Connection.open(served.port)
            page = await Page.open(served.port, requests)
            reply = await page.ask(text)
            assert reply["sources"], reply
            taken = time.perf_counter() - served.started
            await page.close()
            await requests.close()
            return taken

        both = await asyncio.gather(ready(), answered())
    return both[0], both[1]


async def measure_memory(settings: Settings, folder: Path) -> dict[str, float]:
    """Return the MB of each process after some work."""
    async with serving(settings, folder) as served:
        await served.wait_until_ready()
        requests = await Connection.open(served.port)
        for question in questions(WORKED):
            page = await Page.open(served.port, requests)
            await page.ask(question.text)
            await page.close()
        await requests.close()
        return served.memory()


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory(dir=open_work()) as name:
        folder = Path(name)
        measure_indexing(folder / "shop")
        settings = prepare()
        text = questions(1)[0].text
        runs = [asyncio.run(measure_start(settings, folder, text)) for _ in range(1 + STARTS)][1:]
        for what, seconds in zip(
            ("/ready", "the first answer"), zip(*runs, strict=True), strict=True
        ):
            print(
                f"  {f'comptoir serve, from its start to {what}':<46} {middle(seconds):6.2f} s   "
                f"({min(seconds):.2f} to {max(seconds):.2f})"
            )
        print(f"  goal: the first answer at most {GOAL_S:g} s after a warm start")
        memory = asyncio.run(measure_memory(settings, folder))
    parts = ", ".join(f"{part} {mb:.0f} MB" for part, mb in memory.items())
    print(f"  {f'in memory after {WORKED} answers':<46} {parts}")


if __name__ == "__main__":
    main()
