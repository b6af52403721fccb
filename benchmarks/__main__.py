"""Run the benchmarks one after the other, each in a process of its own.

`python -m benchmarks [--data DIR] [--only NAME ...]`

Figures are worth something on a machine that does nothing else; the first lines say whether it
did. Those that read outside data are passed over without `--data`.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.harness.machine import describe
from benchmarks.harness.shop import open_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A module below this package that measures and prints when it is run."""

    room: str  # its folder
    name: str
    says: str
    minutes: float  # on two cores, the first time
    needs_data: bool = False
    encodes: bool = False  # takes --data-dir, where the encoder is
    arguments: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """Return the module's dotted name."""
        return f"benchmarks.{self.room}.{self.name}"

    def command(self, data: Path | None, encoder: Path) -> list[str]:
        """Return the command that runs it."""
        command = [sys.executable, "-m", self.module, *self.arguments]
        command += ["--data", str(data)] if self.needs_data else []
        return command + (["--data-dir", str(encoder)] if self.encodes else [])


BENCHMARKS = (
    Benchmark(room="speed", name="answers", says="One grounded answer, in process", minutes=2),
    Benchmark(room="speed", name="http_answers", says="One grounded answer, over HTTP", minutes=1),
    Benchmark(room="speed", name="pressure", says="More messages than are answered", minutes=3),
    Benchmark(room="speed", name="held_connections", says="Connections held open", minutes=1),
    Benchmark(room="speed", name="restore", says="A backup, checked and restored", minutes=0.5),
    Benchmark(room="speed", name="comeback", says="5,000 pages that come back", minutes=2),
    Benchmark(room="speed", name="fleet", says="What an answer costs each part", minutes=2),
    Benchmark(room="speed", name="projector", says="The lists made anew, by shares", minutes=3),
    Benchmark(room="speed", name="at_scale", says="A simulated fleet", minutes=0.5),
    Benchmark(
        room="model", name="redaction_loss", says="What questions lose to redaction", minutes=0.2
    ),
    Benchmark(
        room="speed", name="time_machine", says="Recorded conversations replayed", minutes=20
    ),
    Benchmark(room="listening", name="pieces", says="Requests written in pieces", minutes=0.5),
    Benchmark(
        room="learning",
        name="simulated_quarter",
        says="A quarter with people who decide on proposals, and without",
        minutes=10,
    ),
    Benchmark(
        room="quality",
        name="earned_autonomy",
        says="Rows proposed to go alone",
        minutes=2,
    ),
    Benchmark(
        room="quality",
        name="experiments",
        says="Experiments of a simulated year, looked at every day",
        minutes=1,
    ),
    Benchmark(
        room="quality",
        name="trigger_plans",
        says="Messages written first that are proposed to be ended",
        minutes=2,
    ),
    Benchmark(
        room="contest", name="peers", says="Answers a second beside other libraries", minutes=3
    ),
    Benchmark(room="speed", name="start", says="Index rate, memory, start time", minutes=2),
    Benchmark(
        room="speed",
        name="event_log",
        says="The event log on SQLite",
        minutes=1,
        arguments=("--no-postgres",),
    ),
    Benchmark(
        room="people",
        name="desk",
        says="Lists of 10,000 conversations on SQLite",
        minutes=1,
        arguments=("--no-postgres",),
    ),
    Benchmark(
        room="people",
        name="console",
        says="The agents' console with 500 pages open, on SQLite",
        minutes=3,
    ),
    Benchmark(
        room="people",
        name="takeover",
        says="1,000 takeovers at random moments, on SQLite",
        minutes=2,
        arguments=("--no-postgres",),
    ),
    Benchmark(room="channels", name="webhooks", says="Meta's webhook, timed and fuzzed", minutes=3),
    Benchmark(
        room="channels", name="storm", says="10,000 messages while processes are killed", minutes=12
    ),
    Benchmark(
        room="channels", name="first_messages", says="100,000 reasons to write first", minutes=6
    ),
    Benchmark(
        room="channels", name="outreach_pages", says="Outreach to a million customers", minutes=1
    ),
    Benchmark(room="people", name="foreign_ids", says="10,000 denials, alike in shape", minutes=1),
    Benchmark(
        room="speed", name="scale", says="From 1,000 to 100,000 products", minutes=10, encodes=True
    ),
    Benchmark(
        room="quality",
        name="imports",
        says="Catalogues and policies of others",
        minutes=2,
        needs_data=True,
    ),
    Benchmark(
        room="quality",
        name="search_quality",
        says="Search on public question sets",
        minutes=5,
        needs_data=True,
        encodes=True,
    ),
    Benchmark(
        room="insights",
        name="personal_data",
        says="Personal data taken out of a public set's sentences",
        minutes=1,
        needs_data=True,
    ),
    Benchmark(
        room="insights",
        name="personal_data_leaks",
        says="10,000 messages full of personal data, and what is kept of them",
        minutes=5,
    ),
    Benchmark(
        room="quality",
        name="review_sentiment",
        says="Sentiment of reviews beside their stars",
        minutes=1,
        needs_data=True,
        encodes=True,
    ),
    Benchmark(
        room="insights",
        name="insights_scale",
        says="A million messages, and the pages on them",
        minutes=12,
    ),
    Benchmark(
        room="insights",
        name="shop_year",
        says="What is found of a simulated shop's year",
        minutes=15,
    ),
    Benchmark(
        room="quality",
        name="clinc150",
        says="150 intents and queries out of scope",
        minutes=4,
        needs_data=True,
        encodes=True,
    ),
    Benchmark(
        room="model",
        name="attacks",
        says="Attacks on a model that obeys everybody, and what only looks like them",
        minutes=8,
        needs_data=True,
        encodes=True,
    ),
    Benchmark(
        room="retail",
        name="retail_tasks",
        says="Customers' tasks in a shop: replayed, broken on purpose, talked through",
        minutes=2,
        needs_data=True,
        encodes=True,
    ),
)


def choose(
    benchmarks: Sequence[Benchmark], only: Sequence[str], *, has_data: bool
) -> tuple[list[Benchmark], list[Benchmark]]:
    """Return those to run and those to pass over for want of data; `only` empty means all.

    Raises:
        ValueError: `only` names something else.
    """
    names = {benchmark.name for benchmark in benchmarks}
    if unknown := sorted(set(only) - names):
        msg = f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(sorted(names))}"
        raise ValueError(msg)
    wanted = [benchmark for benchmark in benchmarks if not only or benchmark.name in only]
    return (
        [benchmark for benchmark in wanted if has_data or not benchmark.needs_data],
        [benchmark for benchmark in wanted if benchmark.needs_data and not has_data],
    )


def run(benchmark: Benchmark, data: Path | None, encoder: Path) -> bool:
    """Run one, say how long it took, and return whether it ended well."""
    print(f"\n{benchmark.says} ({benchmark.name})", flush=True)
    started = time.monotonic()
    command = benchmark.command(data, encoder)
    done = subprocess.run(  # noqa: S603  # our own arguments
        command, check=False, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    took = f"took {time.monotonic() - started:.0f} s"
    print(f"  {took}" if done.returncode == 0 else f"  FAILED with code {done.returncode}, {took}")
    return done.returncode == 0


def main() -> int:
    """Run what is asked for; return 1 if any failed, 2 if there is nothing to run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="run the benchmarks")
    parser.add_argument("--data", type=Path, help="the folder that holds the outside sets")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="run these only")
    arguments = parser.parse_args()
    there = [b for b in BENCHMARKS if find_spec(b.module)]
    try:
        wanted, missed = choose(there, arguments.only, has_data=arguments.data is not None)
    except ValueError as error:
        parser.error(str(error))
    minutes = sum(benchmark.minutes for benchmark in wanted)
    print(f"{describe()}\nAbout {minutes:.0f} minutes, the first time more for what is installed.")
    for benchmark in missed:
        print(f"Passed over, for it needs --data DIR: {benchmark.says} ({benchmark.name})")
    encoder = open_work() / "shop"
    ended_well = [run(benchmark, arguments.data, encoder) for benchmark in wanted]
    if not wanted:
        return 2
    return 0 if all(ended_well) else 1


if __name__ == "__main__":
    sys.exit(main())
