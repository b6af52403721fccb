"""How long the pages of outreach and experiments take once a million customers are in them.

`python -m benchmarks.channels.outreach_pages [--customers N]`

The tables of outreach have a row for each customer, an experiment has a look for each of 120 days.
Pages are asked for as a lead's browser does who is signed in, over the whole application but the
network, on SQLite.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.conversation.people import Role
from assistant.outreach.triggers.trigger import TriggerName
from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from benchmarks.harness.shop import open_work
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.experiment_seeds import experiment, kept_look

GOAL_MS = 300.0
_AGAIN = 10
_PAGES = ("/console/outreach", "/console/outreach/ledger", "/console/experiments")
_STATES = (("written", ""), ("held_out", ""), ("refused", "no_consent"), ("refused", "opted_out"))
_EFFECTS = ("", "", "", "contacted", "ordered", "contacted ordered", "ordered returned", "stopped")


def intents(customers: int, now: datetime) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row of the table of intents for each customer."""
    triggers = tuple(TriggerName)
    at = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    for number in range(customers):
        trigger, (state, reason) = triggers[number % len(triggers)], _STATES[number % 4]
        who = f"customer-{number}"
        written = at if state == "written" else None
        yield (
            f"{trigger}-{number}",
            trigger,
            who,
            "cause",
            f"c-{number}",
            state,
            reason,
            at,
            at,
            at,
            written,
            10,
        )


def outcomes(customers: int) -> Iterator[tuple[str, str, bool, str, int, int, int]]:
    """Yield what each customer did."""
    triggers = tuple(TriggerName)
    for number in range(customers):
        trigger = triggers[number % len(triggers)]
        effects, paid = _EFFECTS[number % len(_EFFECTS)], 4_000 * (number % 9 == 0)
        yield trigger, f"customer-{number}", number % 4 == 1, effects, 10, paid, paid // 3


def fill(database: Path, customers: int) -> None:
    """Write the rows of that many customers."""
    with sqlite3.connect(database) as connection:
        connection.executemany(
            f"INSERT INTO outreach_intents VALUES ({', '.join('?' * 12)})",  # noqa: S608  # marks
            intents(customers, datetime.now(UTC)),
        )
        connection.executemany(
            "INSERT INTO outreach_outcomes VALUES (?, ?, ?, ?, ?, ?, ?)", outcomes(customers)
        )


async def measure(customers: int) -> None:
    """Fill an installation, ask for each page, and print how long it took."""
    with tempfile.TemporaryDirectory(dir=open_work()) as made:
        folder = Path(made)
        async with fresh_installation(folder) as (app, parts):
            await asyncio.to_thread(fill, folder / "comptoir.db", customers)
            looks = tuple(
                replace(kept_look(), at=kept_look().at + timedelta(days=day), control=4_000 * day)
                for day in range(120)
            )
            book = SqlExperimentBook(parts.database)
            await book.put(replace(experiment(), looks=looks), expected_version=None)
            client = await sign_in(app, Role.LEAD)
            for page in (*_PAGES, "/console/experiments/e1"):
                seconds = []
                for _ in range(_AGAIN):
                    began = time.perf_counter()
                    answer = await client.get(page)
                    seconds.append(time.perf_counter() - began)
                    assert answer.status_code == 200, (page, answer.text[:200])
                first, again = Spread.of(seconds[:1]), Spread.of(seconds[1:])
                print(f"{again.row(page)}   first {first.p50_ms:.0f} ms (goal {GOAL_MS:.0f} ms)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    asked = parser.parse_args()
    print(describe())
    print(f"{asked.customers} customers")
    asyncio.run(measure(asked.customers))


if __name__ == "__main__":
    main()
