"""How long the pages of outreach, experiments and the account take with many customers.

`python -m benchmarks.channels.outreach_pages [--customers N] [--only PAGE ...]`

The tables of outreach and of imported consents have a row for each customer, insights
have a visit of each, and an experiment has a look for each of 120 days. Pages are asked for as a
lead's browser does who is signed in, over the whole application but the network, on SQLite. `first`
is the first look at a page after the start of the process; the page of the account loads what it
counts with before. `cpu` is the processor time of a page, which other programs disturb less: it has
what the process does meanwhile, too.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from assistant.app.compose.process_parts import Parts
from assistant.conversation.people import Role
from benchmarks.channels.outreach_world import (
    fill,
    keep_files,
)
from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from benchmarks.harness.shop import open_work
from benchmarks.insights.visit_build import build_visits
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.experiment_seeds import experiment, kept_look

GOAL_MS = 300.0
_AGAIN = 10
_ACCOUNT = "/console/report"
_PAGES = (
    "/console/outreach",
    "/console/outreach/ledger",
    "/console/outreach/consents",
    f"/console/outreach/consents/{0:032x}",
    "/console/experiments",
    "/console/experiments/e1",
    _ACCOUNT,
    f"{_ACCOUNT}?days=365",
)


async def measure(customers: int, only: Sequence[str]) -> None:
    """Fill an installation, ask for each page, and print how long it took."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=open_work()) as made:
        folder = Path(made)
        async with fresh_installation(folder) as (app, parts):
            await asyncio.to_thread(fill, folder / "comptoir.db", customers, now)
            await asyncio.to_thread(build_visits, folder / "insights", customers, now)
            await _keep(parts, customers, now)
            client = await sign_in(app, Role.LEAD)
            for page in only or _PAGES:
                await _time(client, page)


async def _keep(parts: Parts, customers: int, now: datetime) -> None:
    """Keep what is not a row of a customer."""
    looks = tuple(
        replace(kept_look(), at=kept_look().at + timedelta(days=day), control=4_000 * day)
        for day in range(120)
    )
    book = SqlExperimentBook(parts.database)
    await book.put(replace(experiment(), looks=looks), expected_version=None)
    await keep_files(parts.database, customers, now)


async def _time(client: httpx.AsyncClient, page: str) -> None:
    """Ask for a page again and again, and print how long it took."""
    seconds, work = list[float](), list[float]()
    while len(seconds) <= _AGAIN:
        began, worked = time.perf_counter(), time.process_time()
        answer = await client.get(page)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        assert answer.status_code == 200, (page, answer.text[:200])
        if "Refresh" in answer.headers:  # what it counts with is being loaded
            await asyncio.sleep(1)
            continue
        seconds.append(took)
        work.append(worked)
    first, again, cpu = Spread.of(seconds[:1]), Spread.of(seconds[1:]), Spread.of(work[1:])
    print(
        f"{again.row(page)}   cpu {cpu.p50_ms:.0f} ms"
        f"   first {first.p50_ms:.0f} ms (cpu {1000 * work[0]:.0f})",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", default=(), help="paths of pages")
    asked = parser.parse_args()
    print(describe())
    print(f"{asked.customers} customers, goal {GOAL_MS:.0f} ms")
    asyncio.run(measure(asked.customers, asked.only))


if __name__ == "__main__":
    main()
