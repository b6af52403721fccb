"""A public set of customers' tasks in a shop: replayed, broken on purpose, and talked through.

    python -m benchmarks.retail.retail_tasks --shop DIR --tasks FILE.json
        --mode replay|forbidden|scripted
    python -m benchmarks.retail.retail_tasks --data DIR

The layout is that of tau-bench retail: users.json, orders.json and products.json in DIR; a task
has `user_id`, `instruction` and `actions`, the writes that do it. The rules are its policy's.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.app.compose.answer_engine import open_engine
from assistant.app.processes.process_logs import configure
from assistant.commerce.shop_books import ShopRecords
from assistant.kit.settings.settings import Settings
from assistant.operations.shop_rules import load_rules
from benchmarks.harness.shop import prepare
from benchmarks.retail.forbidden import Tally, forbid
from benchmarks.retail.replay import Outcome, replay
from benchmarks.retail.scripted import Talk, play
from benchmarks.retail.shop import Files, read_files, to_records
from benchmarks.retail.tasks import Task, read_tasks

RULES = Path(__file__).parent / "retail_rules.yml"
MODES = ("replay", "forbidden", "scripted")
GOAL = 0.85
"""Least share of the tasks that are to end well when they are talked through."""

Figures = dict[str, Any]


def counted(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of tasks that were played; one that the policy forbids has not passed."""
    allowed = [one for one in outcomes if not one.forbidden]
    passed = [one for one in allowed if not one.wrong]
    failed = [one for one in allowed if one.wrong]
    return {
        "tasks": len(outcomes),
        "passed": len(passed),
        "share": round(len(passed) / max(1, len(outcomes)), 4),
        "share_of_allowed": round(len(passed) / max(1, len(allowed)), 4),
        "failed": {one.task_id: [one.cause, *one.wrong] for one in failed},
        "causes": dict(Counter(one.cause for one in failed if one.cause).most_common()),
        "against_the_policy": {one.task_id: one.forbidden for one in outcomes if one.forbidden},
        "of_these_ended_as_the_policy_says": sum(
            1 for one in outcomes if one.forbidden and not one.wrong
        ),
    }


async def replay_all(files: Files, records: ShopRecords, tasks: Sequence[Task]) -> Figures:
    """Return how many tasks end as they are to, write by write."""
    rules = load_rules(RULES)
    return counted([await replay(task, files, records, rules) for task in tasks])


async def forbid_all(records: ShopRecords, tasks: Sequence[Task]) -> Figures:
    """Return how many broken writes were refused, by how they were broken."""
    rules, tally = load_rules(RULES), Tally()
    for task in tasks:
        await forbid(task, records, rules, tally)
    tried = sum(tally.tried.values())
    return {
        "tried": tried,
        "refused": tried - len(tally.through),
        "share": round(1 - len(tally.through) / max(1, tried), 4),
        "mutations": dict(tally.tried.most_common()),
        "let_through": tally.through,
    }


async def talk_all(
    files: Files, records: ShopRecords, tasks: Sequence[Task], settings: Settings
) -> tuple[Talk, ...]:
    """Return what became of tasks that were talked through, by words alone."""
    rules = load_rules(RULES)
    async with open_engine(settings) as engine:
        return tuple([await play(task, files, records, rules, engine.turn) for task in tasks])


def talked(talks: Sequence[Talk]) -> Figures:
    """Return the figures of conversations."""
    messages = sum(one.messages for one in talks)
    fluent = [one for one in talks if not (one.wrong or one.forbidden or one.restated)]
    return counted(talks) | {
        "goal": GOAL,
        "messages_per_task": round(messages / max(1, len(talks)), 2),
        "passed_without_asking_for_anything_twice": len(fluent),
    }


def measure(mode: str, shop: Path, file: Path, arguments: argparse.Namespace) -> Figures:
    """Return the figures of one mode on one file of tasks."""
    files, tasks = read_files(shop), read_tasks(file)
    records, started = to_records(files), time.process_time()
    match mode:
        case "replay":
            figures = asyncio.run(replay_all(files, records, tasks))
        case "forbidden":
            figures = asyncio.run(forbid_all(records, tasks))
        case _:
            talks = asyncio.run(talk_all(files, records, tasks, prepare(arguments.data_dir)))
            if arguments.transcripts is not None:
                written = "\n".join(map(_written, talks))
                arguments.transcripts.write_text(written, encoding="utf-8")
            figures = talked(talks)
    seconds = round(time.process_time() - started, 1)
    return {"mode": mode, "file": file.name} | figures | {"processor_seconds": seconds}


def _written(talk: Talk) -> str:
    ended = "; ".join((talk.cause, *talk.wrong)) if talk.wrong else "ok"
    said = "\n".join(f"    {line}" for line in talk.transcript)
    return f"# {talk.task_id}: {ended} {' '.join(talk.forbidden)}\n{said}\n"


def is_met(figures: Figures) -> bool:
    """Whether the goal is met: everything, or the share that talking is to reach."""
    match figures["mode"]:
        case "scripted":
            return float(figures["share"]) >= GOAL
        case "replay":
            return not figures["failed"]
        case _:
            return not figures["let_through"]


def show(figures: Figures) -> None:
    """Print figures, one a line; of long lists how long they are."""
    print(f"  {figures['file']}, {figures['mode']}")
    for name, value in figures.items():
        if name in {"mode", "file"}:
            continue
        if name == "against_the_policy":
            print(f"    {name:<42} {len(value)}: {', '.join(value)}")
        else:
            print(f"    {name:<42} {value}")


def main() -> int:
    """Print the figures; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retail.retail_tasks", description=__doc__
    )
    parser.add_argument("--shop", type=Path, help="the folder with the shop's files")
    parser.add_argument("--tasks", type=Path, help="the file with the tasks")
    parser.add_argument("--mode", choices=MODES, help="what to do with them")
    parser.add_argument("--data", type=Path, help="has tau_retail/: all modes on all its tasks")
    parser.add_argument("--data-dir", type=Path, help="has the encoder; for scripted")
    parser.add_argument("--transcripts", type=Path, help="scripted: write what was said here")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    arguments = parser.parse_args()
    configure(human=True)
    one = (arguments.mode, arguments.shop, arguments.tasks)
    runs = [one]
    if arguments.data is not None:
        shop = arguments.data / "tau_retail"
        runs = [(mode, shop, file) for file in sorted(shop.glob("tasks_*.json")) for mode in MODES]
    elif None in one:
        parser.error("--shop, --tasks and --mode are needed, or --data")
    met = True
    for mode, shop, file in runs:
        figures = measure(mode, shop, file, arguments)
        if arguments.json:
            print(json.dumps(figures))
        else:
            show(figures)
        met = met and is_met(figures)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
