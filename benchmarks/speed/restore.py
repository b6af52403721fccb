"""Measure the time of a backup, its check and its restore.

    python -m benchmarks.speed.restore [--conversations N] [--postgres]

Wall time, so what else the machine does is in it. The conversations are those of
`benchmarks.people.desk`; files lie in the temporary directory: point TMPDIR at the disk meant.
PostgreSQL does not wait for the disk here.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from pathlib import Path

from assistant.app.commands.backup_archive import check_backup, make_backup, restore_backup
from assistant.kit.settings.settings import LogSettings, Settings
from benchmarks.harness.machine import describe
from benchmarks.people.console_house import fill
from tests.support.processes.databases import fresh_database, running_postgres


@asynccontextmanager
async def _two_places(folder: Path, *, postgres: bool) -> AsyncIterator[tuple[Settings, Settings]]:
    """Yield the settings of an installation, and of another that is empty."""
    here, there = folder / "here", folder / "there"
    async with AsyncExitStack() as stack:
        urls = ["", ""]
        if postgres:
            server = stack.enter_context(running_postgres())
            urls = [await stack.enter_async_context(fresh_database(server)) for _ in range(2)]
        one, other = (LogSettings(url=url) if url else LogSettings() for url in urls)
        yield Settings(data_dir=here, log=one), Settings(data_dir=there, log=other)


async def measure(folder: Path, count: int, *, postgres: bool) -> None:
    """Print the times of each step, and the size of the backup."""
    file = folder / "backup.tar"
    async with _two_places(folder, postgres=postgres) as (here, there):
        here.data_dir.mkdir()
        await fill(here.log_url, count)
        marks = [time.perf_counter()]
        made = await make_backup(here, file)
        marks.append(time.perf_counter())
        await asyncio.to_thread(check_backup, here, file)
        marks.append(time.perf_counter())
        await restore_backup(there, file)
        marks.append(time.perf_counter())
    backup, check, restore = (after - before for before, after in pairwise(marks))
    size = file.stat().st_size / 1e6
    print(f"{count:,} conversations, {made.position:,} events, a backup of {size:.1f} MB")
    print(f"backup {backup:.1f} s, check {check:.1f} s, restore {restore:.1f} s")


def main() -> None:
    """Measure as the command line says."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--conversations", type=int, default=1000)
    arguments.add_argument("--postgres", action="store_true")
    given = arguments.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), given.conversations, postgres=given.postgres))


if __name__ == "__main__":
    main()
