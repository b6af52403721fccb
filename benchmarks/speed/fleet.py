"""What one answer costs each part, with 1, 2 or more workers, on PostgreSQL.

`python -m benchmarks.speed.fleet [--workers 1 2]`

A real `comptoir serve` on a PostgreSQL that waits for the disk; 16 customers each ask again once
answered. Counted are answers a second, and for each answer the milliseconds of processor time of
the API, of the workers, of Valkey and of PostgreSQL, and how many commands and transactions the
last two were given. docs/scale.md reckons with these figures.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from redis.asyncio import Redis
from sqlalchemy import text

from assistant.kit.settings.settings import Settings
from benchmarks.harness.machine import describe
from benchmarks.harness.served import Served, cpu_of, serving
from benchmarks.harness.shop import open_work, prepare, questions
from benchmarks.speed.http_answers import AT_ONCE, ask_at_once
from integrations.stores.redis.embedded_valkey import find_address
from integrations.stores.sql.database import open_database
from tests.support.processes.databases import fresh_database, running_postgres

_WARM_UP, _EACH = 2, 10  # questions of each customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Hold what was used up to one moment."""

    cpu_s: dict[str, float]  # by what the process is
    commands: int  # of Redis, ever
    transactions: int  # of PostgreSQL, ever


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFigures:
    """Hold what one answer cost, on average."""

    workers: int
    per_s: float
    cpu_ms: dict[str, float]
    commands: float
    transactions: float

    def rows(self) -> list[str]:
        """Return lines of a table."""
        cpu = ", ".join(f"{name} {value:.1f} ms" for name, value in sorted(self.cpu_ms.items()))
        return [
            f"  workers {self.workers}: {self.per_s:.0f} answers a second",
            f"    processor time of one: {sum(self.cpu_ms.values()):.1f} ms ({cpu})",
            f"    commands of Redis {self.commands:.0f}, transactions {self.transactions:.0f}",
        ]


async def look(served: Served, settings: Settings, log_url: str) -> Cost:
    """Return what was used until now."""
    async with Redis.from_url(find_address(settings.data_dir)) as redis:
        said: Any = await redis.info("stats")
    async with open_database(log_url) as database:
        counted = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        transactions = await database.read(lambda one: one.execute(text(counted)).scalar_one())
    cpu = {**served.cpu(), "PostgreSQL": cpu_of("postgres")}
    return Cost(cpu_s=cpu, commands=said["total_commands_processed"], transactions=transactions)


async def measure(settings: Settings, folder: Path, log_url: str, workers: int) -> FleetFigures:
    """Ask with so many workers."""
    more = {"COMPTOIR_WORKER__PROCESSES": str(workers)}
    async with serving(settings, folder, log_url=log_url, more=more) as served:
        await served.wait_until_ready()
        await ask_at_once(served, questions(AT_ONCE * _WARM_UP))
        before, begun = await look(served, settings, log_url), time.perf_counter()
        asked = questions(AT_ONCE * _EACH, skip=AT_ONCE * _WARM_UP)
        per_s = await ask_at_once(served, asked)
        after = await look(served, settings, log_url)
        print(f"  {len(asked)} answers in {time.perf_counter() - begun:.1f} s", flush=True)
    count = len(asked)
    return FleetFigures(
        workers=workers,
        per_s=per_s,
        cpu_ms={
            name: 1000 * (seconds - before.cpu_s.get(name, 0.0)) / count
            for name, seconds in after.cpu_s.items()
        },
        commands=(after.commands - before.commands) / count,
        transactions=(after.transactions - before.transactions) / count,
    )


async def _each(settings: Settings, server_url: str, fleets: list[int]) -> None:
    for workers in fleets:
        with TemporaryDirectory(dir=open_work()) as folder:
            async with fresh_database(server_url) as url:
                found = await measure(settings, Path(folder), url, workers)
        print("\n".join(found.rows()), flush=True)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="what an answer costs each part")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    fleets = parser.parse_args().workers
    settings = prepare()
    print(describe())
    with running_postgres(durable=True) as server_url:
        asyncio.run(_each(settings, server_url, fleets))


if __name__ == "__main__":
    main()
