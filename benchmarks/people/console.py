"""What the agents' console costs: the page of a list, and the way of a message to open pages.

    python -m benchmarks.people.console [--conversations N] [--pages N] [--seconds N] [--postgres]
                                 [--json FILE]

A real `comptoir serve` with its worker. Agents sign in with their passwords. Pages follow their
list and one conversation each, and say every ten seconds that they are looked at; customers write
through the web chat into conversations that agents have. A message is timed from the customer's
request to the event on the page that shows its conversation.

The limits of the same run: for the list, a page that shows none; for messages, one page open and
one message at a time. Files lie in the temporary directory: point TMPDIR at the disk that is meant.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import Connection
from benchmarks.harness.figures import Spread, percentile
from benchmarks.harness.machine import busy, describe
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import prepare
from benchmarks.people.console_house import Session, fill, hire
from benchmarks.people.console_load import (
    AgentsPage,
    Customer,
    Deliveries,
    Lines,
    open_page,
    say_here,
    start_conversations,
    write_messages,
)
from tests.support.processes.databases import fresh_database, running_postgres

AGENTS = 50
PER_S = 50.0
GOAL_PAGE_MS = 100.0  # 95th percentile
GOAL_DELIVERY_MS = 300.0  # 95th percentile
REQUESTS = 200
_ALONE = 60  # messages
_ASIDE = 900_000  # their numbers: pages that open later are given them too
_WARM_UP_S = 10
_AT_ONCE = 64  # connections of pages and customers beside the streams

LISTS = (
    "",
    "view=mine",
    "view=unassigned",
    "view=assistant",
    "view=snoozed",
    "view=resolved",
    "view=all",
    "view=mentions",
    "label=vip",
    "view=all&label=retour",
    "language=fr",
    "view=unassigned&team=retours",
    "view=resolved&channel=webchat",
    "view=all&q=commande",
    "view=all&q=robe+echange+zoe",
    "view=all&q=client777%40example.com",
    "view=all&q=introuvable",
)
_FOLLOWED = ("", "", "", "view=mine", "view=unassigned", "view=all")

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A server, and who is signed in to it."""

    served: Served
    sessions: Sequence[Session]
    lines: Lines


async def measure(
    settings: Settings, url: str, folder: Path, wanted: argparse.Namespace
) -> Figures:
    """Fill the database at `url`, serve it, and measure."""
    before = time.perf_counter()
    await fill(url, wanted.conversations - wanted.pages)
    emails = await hire(settings, url, AGENTS)
    print(f"  seeded in {time.perf_counter() - before:.0f} s", flush=True)
    async with serving(settings, folder, log_url=url) as served:
        await served.wait_until_ready()
        lines = await Lines.open(served.port, _AT_ONCE)
        first = await Connection.open(served.port)
        sessions = [
            await Session.open(first, email, language="fr" if number % 3 else "en")
            for number, email in enumerate(emails)
        ]
        await first.close()
        house = House(served=served, sessions=sessions, lines=lines)
        customers = await start_conversations(lines, sessions, wanted.pages)
        figures: Figures = {"list": await time_lists(house)}
        alone = await deliver_alone(house, customers)
        figures |= await deliver(house, customers, wanted.seconds, alone)
        await lines.close()
    return figures


async def time_lists(house: House) -> Figures:
    """Time pages of lists one after the other, each after one that shows no list."""
    taken, floor = [], []
    for number, query in enumerate(islice(cycle(LISTS), REQUESTS + len(LISTS))):
        session = house.sessions[number % AGENTS]
        bare = await _get(house, session.get("/console", X_Part="pane"))
        whole = await _get(house, session.get(f"/console?{query}"))
        if number >= len(LISTS):
            floor.append(bare)
            taken.append(whole)
    return _show("page of a list", Spread.of(taken), GOAL_PAGE_MS, Spread.of(floor))


async def _get(house: House, request: bytes) -> float:
    before = time.perf_counter()
    status, body = await house.lines.ask(request)
    assert status == 200, body[-500:]
    return time.perf_counter() - before


async def deliver_alone(house: House, customers: Sequence[Customer]) -> Spread:
    """Time messages one at a time, with one page open."""
    deliveries, chance = Deliveries(), random.Random(2)
    customer = customers[0]
    page = await open_page(house.served.port, customer, customer.agent, "", deliveries)
    for mark in range(_ALONE):
        await asyncio.sleep(0.05 + 0.1 * chance.random())  # at any moment of a poll
        await write_messages(
            house.lines, [customer], deliveries, first=_ASIDE + mark, count=1, per_s=1
        )
        await deliveries.settle()
    _close([page])
    return Spread.of(deliveries.seconds())


async def deliver(
    house: House, customers: Sequence[Customer], seconds: int, alone: Spread
) -> Figures:
    """Time messages that come fast, with all pages open; then look for lost ones."""
    deliveries, served = Deliveries(), house.served
    before = time.perf_counter()
    pages = [
        await open_page(served.port, customer, customer.agent, query, deliveries)
        for customer, query in zip(customers, cycle(_FOLLOWED), strict=False)
    ]
    opened_s = time.perf_counter() - before
    beating = asyncio.create_task(say_here(house.lines, customers))
    warming, count = round(_WARM_UP_S * PER_S), round(seconds * PER_S)
    await write_messages(house.lines, customers, deliveries, first=0, count=warming, per_s=PER_S)
    used = Used.now(served, pages)
    listing = asyncio.create_task(_list_meanwhile(house, seconds))
    await write_messages(
        house.lines, customers, deliveries, first=warming, count=count, per_s=PER_S
    )
    figures = used.until(Used.now(served, pages))
    await deliveries.settle()
    beating.cancel()
    with suppress(asyncio.CancelledError):
        await beating
    lists = Spread.of(await listing)
    _close(pages)
    figures |= {"pages": len(pages), "opened_s": opened_s, "memory_mb": served.memory()}
    taken = deliveries.seconds(since=warming)
    posting = Spread.of(deliveries.posting[warming:])
    return {
        "delivery": _show(
            "customer's POST to the page's event", Spread.of(taken), GOAL_DELIVERY_MS, alone
        )
        | {
            "p99_ms": 1000 * percentile(sorted(taken), 0.99),
            "max_ms": 1000 * max(taken),
            "lost": deliveries.lost,
            "twice": deliveries.twice,
        },
        "post": _show("customer's POST to its answer, meanwhile", posting),
        "list meanwhile": _show("page of a list, meanwhile", lists, GOAL_PAGE_MS),
        "cost": figures,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was used up to a moment."""

    at: float
    served: Mapping[str, float]  # seconds of processor time, by process
    ours: float
    machine: float  # seconds of all processors that were not idle
    received: int  # bytes, by all pages
    frames: Mapping[str, int]

    @classmethod
    def now(cls, served: Served, pages: Sequence[AgentsPage]) -> "Used":
        """Read it."""
        frames = Counter[str]()
        for page in pages:
            frames.update(page.frames)
        return cls(
            at=time.perf_counter(),
            served=served.cpu(),
            ours=time.process_time(),
            machine=busy(),
            received=sum(page.received for page in pages),
            frames=frames,
        )

    def until(self, later: "Used") -> Figures:
        """Return what was used a second: cores, MB, frames."""
        took = later.at - self.at
        cores = {name: (later.served[name] - was) / took for name, was in self.served.items()}
        cores["load generator"] = (later.ours - self.ours) / took
        return {
            "cores": cores,
            "cores_of_machine": (later.machine - self.machine) / took,
            "received_mb_per_s": (later.received - self.received) / took / 1e6,
            "frames_per_s": {
                kind: (n - self.frames.get(kind, 0)) / took for kind, n in later.frames.items()
            },
        }


async def _list_meanwhile(house: House, seconds: int) -> list[float]:
    """Ask for pages of lists, evenly, and return the seconds each took."""
    taken = []
    for number, query in enumerate(islice(cycle(LISTS), REQUESTS)):
        asked = time.perf_counter()
        session = house.sessions[number % AGENTS]
        taken.append(await _get(house, session.get(f"/console?{query}")))
        await asyncio.sleep(max(0.0, asked + seconds / REQUESTS - time.perf_counter()))
    return taken


def _close(pages: Sequence[AgentsPage]) -> None:
    for page in pages:
        if page.transport is not None:
            page.transport.close()


def _show(name: str, spread: Spread, goal_ms: float = 0, limit: Spread | None = None) -> Figures:
    """Print a row; return its figures."""
    print(spread.row(name, limit))
    if limit is not None:
        print(limit.row("  its limit"))
    if goal_ms:
        is_met = "met" if spread.p95_ms <= goal_ms else "MISSED"
        print(f"    goal: p95 at most {goal_ms:g} ms, {is_met}", flush=True)
    return {**asdict(spread), "limit": asdict(limit) if limit else None}


def show_rest(figures: Figures) -> None:
    """Print what is no spread."""
    for name in ("lost", "twice", "p99_ms", "max_ms"):
        print(f"    {name} {figures['delivery'][name]:.0f}", end="")
    print()
    for name, value in figures["cost"].items():
        print(f"    {name}: {_plain(value)}")


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    return f"{value:.2f}" if isinstance(value, float) else str(value)


async def main() -> None:
    """Measure one database, or both."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.people.console", description=__doc__
    )
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    parser.add_argument("--only-postgres", action="store_true")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    wanted = parser.parse_args()
    print(describe())
    settings = prepare()
    told: Figures = {"machine": describe()}
    if not wanted.only_postgres:
        told["SQLite"] = await _on_sqlite(settings, wanted)
    if wanted.postgres or wanted.only_postgres:
        told["PostgreSQL"] = await _on_postgres(settings, wanted)
    if wanted.json:
        wanted.json.write_text(json.dumps(told, indent=1, ensure_ascii=False))


async def _on_sqlite(settings: Settings, wanted: argparse.Namespace) -> Figures:
    print(f"SQLite, {wanted.conversations:,} conversations")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/comptoir.db"
        figures = await measure(settings, url, Path(folder), wanted)
    show_rest(figures)
    return figures


async def _on_postgres(settings: Settings, wanted: argparse.Namespace) -> Figures:
    print(f"PostgreSQL, {wanted.conversations:,} conversations")
    with tempfile.TemporaryDirectory() as folder, running_postgres(durable=True) as server:
        async with fresh_database(server) as url:
            figures = await measure(settings, url, Path(folder), wanted)
    show_rest(figures)
    return figures


if __name__ == "__main__":
    asyncio.run(main())
