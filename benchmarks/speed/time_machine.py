"""How fast recorded conversations are replayed under a change, and what that leaves behind.

`python -m benchmarks.speed.time_machine [--conversations N] [--processes N]`

The demo shop's assistant has the scripted conversations once. They are written into an event log
again and again, under other names and at other times, until it has N. Then all are replayed with
another setting: each turn twice, as it is and as it would be.
"""

import argparse
import asyncio
import hashlib
import resource
import sqlite3
import tempfile
import time
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.local_installation import find_key
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.replaying.replay_work import ReplayWork
from assistant.improvement.replay.replay_plan import ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.improvement.replay.replayed_span import ReplaySpan, conversations_of
from assistant.kit.settings.settings import Settings, load
from assistant.messages.trials.candidate_change import CandidateChange
from benchmarks.harness.machine import describe
from benchmarks.harness.shop import open_work, prepare
from integrations.stores.sql.log.event_log import open_event_log
from tests.support.seeds.recorded_talks import record, scripted_texts, talk

GOAL_PER_MINUTE = 1_000  # 10,000 conversations in ten minutes
_BEGAN = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
_APART = timedelta(minutes=25)
_CHANGE = CandidateChange(kind="settings", content='{"policy.min_confidence": "0.6"}')


async def fill(settings: Settings, conversations: int) -> None:
    """Write that many conversations into the log of `settings`."""
    async with open_trials(settings) as opened, open_event_log(settings.log_url) as log:
        trials = replace(opened.trials, key=find_key(settings))
        talks = [await talk(trials, texts, _BEGAN) for texts in scripted_texts()]
        for number in range(conversations):
            events = talks[number % len(talks)]
            await record(log, events, f"replayed-{number}", later=number * _APART)


async def measure(
    settings: Settings, changes: tuple[CandidateChange, ...], *, processes: int
) -> tuple[ReplayTally, float]:
    """Return what a replay of all conversations counted, and its seconds, the start included."""
    plan = ReplayPlan(changes=changes, from_record=False)
    work = ReplayWork(settings=settings, plan=plan, processes=processes)
    span = ReplaySpan(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    tally, began = ReplayTally(), time.monotonic()
    async with open_event_log(settings.log_url) as log:
        ids = [one async for one in conversations_of(log, span)]
    async with aclosing(work.replay(ids)) as replayed:
        async for one in replayed:
            tally += one.tally
    return tally, time.monotonic() - began


def digest(database: Path) -> str:
    """Return a digest of every row of a database."""
    hashed = hashlib.sha256()
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        for line in connection.iterdump():
            hashed.update(line.encode())
    return hashed.hexdigest()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    print(describe())
    indexed = prepare()
    with tempfile.TemporaryDirectory(dir=open_work()) as made:
        folder = Path(made)
        (folder / "index").symlink_to(indexed.data_dir.resolve() / "index")
        settings = load(data_dir=folder, shop=DEMO_SHOP)
        asyncio.run(fill_demo(settings, datetime.now(UTC)))
        began = time.monotonic()
        asyncio.run(fill(settings, asked.conversations))
        print(f"{asked.conversations} conversations written in {time.monotonic() - began:.0f} s")
        before = digest(folder / "comptoir.db")
        for name, changes in (("no change", ()), ("another setting", (_CHANGE,))):
            tally, seconds = asyncio.run(measure(settings, changes, processes=asked.processes))
            per_minute = 60 * tally.conversations / seconds
            print(
                f"{name}: {tally.conversations} conversations, {tally.turns} turns in"
                f" {seconds:.0f} s, {per_minute:.0f} a minute (goal {GOAL_PER_MINUTE});"
                f" {tally.changed} turns differ, {sum(tally.failed.values())} failed,"
                f" {tally.passed_over} passed over"
            )
            assert changes or not (tally.changed or tally.failed)  # without a change, in nothing
        same = digest(folder / "comptoir.db") == before
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"database as before: {same}; peak memory of a process: {peak:.0f} MB")
        assert same


if __name__ == "__main__":
    main()
