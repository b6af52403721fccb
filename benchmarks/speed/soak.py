"""An hour of steady load: what grows, and whether every message is answered.

`python -m benchmarks.speed.soak [--minutes 60] [--per-s 20]`

A real `comptoir serve` with one worker. Messages come at a steady rate, from pages that are opened
and closed all the time. Memory and open files of each process are read thirty times; what they
grow by in an hour is the slope of the last two thirds, for caches fill at first.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import linear_regression
from tempfile import TemporaryDirectory

from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import Connection, Page
from benchmarks.harness.figures import Spread
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import open_work, prepare, questions

GOAL_MB = 10.0  # that a process may grow by in an hour
LOOKS = 30
_ANSWERED_WITHIN_S = 60.0
_MESSAGES = 5  # of one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Hold what each process has at one time, by what the process is."""

    at_s: float
    memory: dict[str, float]  # MB
    files: dict[str, int]  # open ones


@dataclass(slots=True)
class Soak:
    """Hold what was seen in the time."""

    looks: list[Look] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds, of each answer
    refused: int = 0
    lost: int = 0


def growth(at_s: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of the last two thirds of the values, for an hour."""
    first = len(at_s) // 3
    return 3600 * linear_regression(at_s[first:], values[first:]).slope


async def _talk(served: Served, soak: Soak, texts: list[str]) -> None:
    requests = await Connection.open(served.port)
    page = await Page.open(served.port, requests)
    for text in texts:
        begun = time.perf_counter()
        status, _ = await page.send(text)
        if status != 202:  # accepted
            soak.refused += 1
            continue
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN_S):
                await page.next(type="message", author="assistant")
        except TimeoutError:
            soak.lost += 1
        else:
            soak.waits.append(time.perf_counter() - begun)
    await page.close()
    await requests.close()


async def _look(served: Served, soak: Soak, every_s: float) -> None:
    begun = time.monotonic()
    for number in count():
        await asyncio.sleep(max(begun + number * every_s - time.monotonic(), 0))
        seen = Look(
            at_s=time.monotonic() - begun, memory=served.memory(), files=served.open_files()
        )
        soak.looks.append(seen)
        memory = ", ".join(f"{name} {value:.0f} MB" for name, value in seen.memory.items())
        print(f"  {seen.at_s:6.0f} s: {memory}; files {seen.files}", flush=True)


async def measure(settings: Settings, folder: Path, for_s: float, per_s: float) -> Soak:
    """Keep up the load for so long."""
    soak, asked = Soak(), [one.text for one in questions(400)]
    async with serving(settings, folder) as served:
        await served.wait_until_ready()
        looking = asyncio.create_task(_look(served, soak, for_s / LOOKS))
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in count():
                due = begun + number * _MESSAGES / per_s
                if due > begun + for_s:
                    break
                await asyncio.sleep(max(due - time.monotonic(), 0))
                first = number * _MESSAGES % (len(asked) - _MESSAGES)
                group.create_task(_talk(served, soak, asked[first : first + _MESSAGES]))
        looking.cancel()
    return soak


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="steady load for a long time")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--per-s", type=float, default=20.0)
    options = parser.parse_args()
    settings = prepare()
    with TemporaryDirectory(dir=open_work()) as folder:
        soak = asyncio.run(measure(settings, Path(folder), options.minutes * 60, options.per_s))
    print(Spread.of(soak.waits).row(f"{len(soak.waits)} answers"))
    print(f"  refused {soak.refused}, without an answer {soak.lost}")
    at_s = [one.at_s for one in soak.looks]
    for name in soak.looks[-1].memory:
        memory = growth(at_s, [one.memory.get(name, 0.0) for one in soak.looks])
        files = growth(at_s, [float(one.files.get(name, 0)) for one in soak.looks])
        print(f"  {name}: grows by {memory:+.1f} MB and {files:+.0f} files in an hour")
    print(f"  goal: at most {GOAL_MB:g} MB in an hour, every message answered")
    assert not soak.lost


if __name__ == "__main__":
    main()
