"""A public set of customers' tasks in a shop: replayed, broken on purpose, and talked through.

`python -m benchmarks.retail_tasks --shop DIR --tasks FILE.json --mode replay|forbidden|scripted`

The layout is that of tau-bench retail: users.json, orders.json and products.json in DIR; a task
has `user_id`, `instruction` and `actions`, the writes that do it. The rules are its policy's.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from assistant.app.engine import open_engine
from assistant.app.logs import configure
from assistant.commerce.records import ShopRecords
from assistant.operations.rules import Rules, load_rules
from assistant.settings import load
from benchmarks.retail.forbidden import Tally, forbid
from benchmarks.retail.replay import Outcome, replay
from benchmarks.retail.scripted import Talk, play
from benchmarks.retail.shop import Files, read_files, to_records
from benchmarks.retail.tasks import Task, read_tasks
from benchmarks.shop import prepare

RULES = Path(__file__).parent / "retail_rules.yml"
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


async def forbid_all(_: Files, records: ShopRecords, tasks: Sequence[Task]) -> Figures:
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


def talker(
    data_dir: Path | None, transcripts: Path | None
) -> Callable[[Files, ShopRecords, Sequence[Task]], Coroutine[Any, Any, Figures]]:
    """Return what talks tasks through, with the encoder and the index of a data directory."""

    async def talk_all(files: Files, records: ShopRecords, tasks: Sequence[Task]) -> Figures:
        """Return how many tasks end as they are to, by words alone."""
        rules = load_rules(RULES)
        settings = load(data_dir=data_dir) if data_dir else prepare()
        async with open_engine(settings) as engine:
            talks = [await play(task, files, records, rules, engine.turn) for task in tasks]
        if transcripts is not None:
            transcripts.write_text("\n".join(map(_written, talks)), encoding="utf-8")
        messages = sum(one.messages for one in talks)
        return counted(talks) | {
            "goal": GOAL,
            "messages_per_task": round(messages / max(1, len(talks)), 2),
            "passed_without_saying_anything_twice": sum(
                1 for one in talks if not (one.wrong or one.forbidden or one.restated)
            ),
        }

    return talk_all


def _written(talk: Talk) -> str:
    ended = "; ".join((talk.cause, *talk.wrong)) if talk.wrong else "ok"
    said = "\n".join(f"    {line}" for line in talk.transcript)
    return f"# {talk.task_id}: {ended} {' '.join(talk.forbidden)}\n{said}\n"


def main() -> int:
    """Print the figures; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retail_tasks", description=__doc__)
    parser.add_argument("--shop", type=Path, required=True, help="the folder with the shop's files")
    parser.add_argument("--tasks", type=Path, required=True, help="the file with the tasks")
    parser.add_argument("--mode", choices=("replay", "forbidden", "scripted"), required=True)
    parser.add_argument("--data-dir", type=Path, help="has the encoder and an index; for scripted")
    parser.add_argument("--transcripts", type=Path, help="write what was said into this file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    configure(human=True)
    modes = {
        "replay": replay_all,
        "forbidden": forbid_all,
        "scripted": talker(arguments.data_dir, arguments.transcripts),
    }
    files, tasks = read_files(arguments.shop), read_tasks(arguments.tasks)
    started = time.process_time()
    figures = asyncio.run(modes[arguments.mode](files, to_records(files), tasks))
    figures = {"mode": arguments.mode} | figures
    figures["processor_seconds"] = round(time.process_time() - started, 1)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<40} {value}")
    return 0 if is_met(figures) else 1


def is_met(figures: Figures) -> bool:
    """Whether the goal is met: everything, or the share that talking is to reach."""
    if figures["mode"] == "scripted":
        return float(figures["share"]) >= GOAL
    return float(figures["share_of_allowed" if figures["mode"] == "replay" else "share"]) == 1.0


if __name__ == "__main__":
    sys.exit(main())
