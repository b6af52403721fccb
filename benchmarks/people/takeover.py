"""Takeovers at random moments of a reply in flight, on both databases, with two workers.

`python -m benchmarks.people.takeover [--count 1000] [--no-postgres] [--json]`

Counts, of real processes, what must not be: words of the assistant after a person took over,
messages or agents' replies lost, written twice or not delivered. All but the first three counts
must be 0, and the benchmark fails if one is not.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

from tests.support.processes.databases import fresh_database, running_postgres
from tests.support.processes.takeovers import interleave
from tests.support.processes.valkey_server import running_valkey
from tests.support.processes.worker_processes import Place

_MAY_BE = {"interleavings", "took_over", "in_flight"}


async def measure(log_url: str, redis_url: str, folder: Path, count: int) -> dict[str, float]:
    """Return the counts of one database, and how long it took."""
    started = time.perf_counter()
    place = Place(redis_url=redis_url, log_url=log_url, folder=folder)
    found = (await interleave(place, count=count)).figures()
    assert not any(n for name, n in found.items() if name not in _MAY_BE), found
    return {**found, "seconds": round(time.perf_counter() - started, 1)}


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder, running_valkey() as valkey:
        path = Path(folder)
        url = f"sqlite:///{path / 'log.db'}"
        found["sqlite"] = await measure(url, valkey.url, path, arguments.count)
        if not arguments.no_postgres:
            with running_postgres(durable=True) as server:
                async with fresh_database(server) as url:
                    valkey.flush()
                    (path / "deliveries").unlink()
                    found["postgresql"] = await measure(url, valkey.url, path, arguments.count)
    if arguments.json:
        print(json.dumps(found))
        return
    for database, counts in found.items():
        print(database, *(f"{name} {n}" for name, n in counts.items()), sep="  ")


if __name__ == "__main__":
    asyncio.run(main())
