"""What the event log costs, beside the durable write that nothing could go below.

`python -m benchmarks.speed.event_log [--no-postgres]`: a table in milliseconds, and accepted
messages a second when many wait at once. Files lie in the temporary directory: point TMPDIR at
the disk that is meant.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from assistant.conversation.ids import ConversationId
from integrations.stores.sql import SqlEventLog, open_event_log
from tests.support.processes.databases import fresh_database, running_postgres
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote

ROUNDS = 300
AT_ONCE = 32
PROCESSES = 3
C1 = ConversationId("c1")
TEXT = "Bonjour, puis-je retourner une robe achetée il y a trois semaines ? " * 3


def show(name: str, seconds: list[float]) -> None:
    """Print median and 95th percentile."""
    ordered = sorted(seconds)
    median, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"  {name:<34} p50 {median * 1e3:6.2f} ms   p95 {high * 1e3:6.2f} ms")


async def clock(call: Callable[[int], Awaitable[object]]) -> list[float]:
    """Return the seconds of each of `ROUNDS` calls, after some to warm up."""
    taken = []
    for number in range(-20, ROUNDS):
        before = time.perf_counter()
        await call(number)
        taken.append(time.perf_counter() - before)
    return taken[20:]


def measure_floor(folder: Path) -> None:
    """Append 4 KiB to a file and wait for the disk: the least an acknowledged message costs."""
    file = os.open(folder / "floor", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    taken = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        os.write(file, b"x" * 4096)
        os.fdatasync(file)
        taken.append(time.perf_counter() - before)
    os.close(file)
    show("floor: write 4 KiB + fdatasync", taken)


async def measure_log(name: str, url: str) -> None:
    """Time each method alone, then accepting under load."""
    print(name)
    before = time.perf_counter()
    async with open_event_log(url):
        print(f"  make the tables {(time.perf_counter() - before) * 1e3:.0f} ms", end="")
    before = time.perf_counter()
    async with open_event_log(url) as log:
        print(f", open again {(time.perf_counter() - before) * 1e3:.0f} ms")
        await log.start(started())
        await time_methods(log)
        await time_load(log)
    await time_processes(url)


async def time_methods(log: SqlEventLog) -> None:
    """Time one call at a time."""

    async def accept(number: int) -> None:
        message = wrote(f"m{number}", text=TEXT)
        await log.accept(message, account_id=WIDGET, provider_message_id=f"m{number}")

    async def append(number: int) -> None:
        await log.append(C1, [replied(f"r{number}", f"m{number}")], expected_version=number + 20)

    show("accept", await clock(accept))
    show("accept, a repeat", await clock(accept))
    show("append a reply at a version", await clock(append))
    show("read the last 20 events", await clock(lambda _: log.read(C1, after=2 * ROUNDS + 21)))
    show("tail 100", await clock(lambda _: log.tail(100, limit=100)))


async def time_load(log: SqlEventLog) -> None:
    """Accept from many conversations at once, in one process."""
    names = [f"load-{number}" for number in range(AT_ONCE)]
    for name in names:
        await log.start(started(name))

    async def customer(name: str) -> None:
        for number in range(20):
            message = wrote(f"{name}-{number}", name, text=TEXT)
            await log.accept(message, account_id=WIDGET, provider_message_id=f"{name}-{number}")

    before = time.perf_counter()
    await asyncio.gather(*(customer(name) for name in names))
    rate = AT_ONCE * 20 / (time.perf_counter() - before)
    print(f"  {AT_ONCE} at once, one process:           {rate:7.0f} accepted a second")


async def time_processes(url: str) -> None:
    """Accept from several processes that write one after the other, as fast as they can."""
    command = [sys.executable, "-m", "tests.support.processes.message_acceptor", url]
    running = [
        await asyncio.create_subprocess_exec(
            *command, f"p{number}", "100000", stdout=asyncio.subprocess.PIPE
        )
        for number in range(PROCESSES)
    ]
    pipes = [process.stdout for process in running if process.stdout]
    for pipe in pipes:
        await pipe.readline()
    before, counts = time.perf_counter(), [0] * PROCESSES
    waits: list[float] = []

    async def count(which: int) -> None:
        last = time.perf_counter()
        while last < before + 3:
            await pipes[which].readline()
            now = time.perf_counter()
            waits.append(now - last)
            last, counts[which] = now, counts[which] + 1

    await asyncio.gather(*(count(which) for which in range(PROCESSES)))
    for process in running:
        process.kill()
        await process.communicate()
    print(f"  {PROCESSES} processes: {sum(counts) / 3:7.0f} accepted a second, shares {counts}")
    show("  a message, beside the others'", waits)


async def measure_sqlite(folder: Path, synchronous: str) -> None:
    """Measure a file with SQLite's waiting for the disk set to `synchronous`."""

    def set_pragma(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute(f"PRAGMA synchronous = {synchronous}")

    event.listen(Pool, "checkout", set_pragma)
    try:
        await measure_log(f"SQLite, {synchronous}", f"sqlite:///{folder}/{synchronous}.db")
    finally:
        event.remove(Pool, "checkout", set_pragma)


async def measure_postgres() -> None:
    """Measure a PostgreSQL of our own that waits for the disk, over a Unix socket."""
    with running_postgres(durable=True) as server_url:
        async with fresh_database(server_url) as url:
            await measure_log("PostgreSQL", url)


async def main() -> None:
    """Measure all of them in one run, the floor before each: disks change their pace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-postgres", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for synchronous in ("FULL", "NORMAL"):
            measure_floor(Path(name))
            await measure_sqlite(Path(name), synchronous)
        if not arguments.no_postgres:
            measure_floor(Path(name))
            await measure_postgres()


if __name__ == "__main__":
    asyncio.run(main())
