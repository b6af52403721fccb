"""What is found of what is planted in a simulated shop's year, how soon, and what is found in vain.

    python -m benchmarks.insights.shop_year [--conversations N] [--first SEED] [--seeds N]
        [--json FILE]

`shop_year_world` draws conversations and says what is planted in the last year. That
year is looked at at the end of every week, and every day for spikes and new topics, as the
job does. A matter counts as found while it happens and for two weeks after. What a type that tests
(`TESTING`) finds beside what is planted is a false alarm, counted once as long as it lasts.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from assistant.insights.insight import Finding, Insight, InsightId, Kind, Window
from assistant.insights.kept_insights import EPISODES, keep
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake, open_duckdb, pack
from assistant.insights.lake.row_files import Staging, merge
from assistant.insights.rounds.build_findings import find_all
from assistant.insights.rounds.learning_round import LOOK_BACK
from benchmarks.harness.machine import describe
from benchmarks.insights.shop_year_world import CONVERSATIONS, HISTORY, WEEKS, YEAR, Plant, World

END = date(2026, 6, 29)
TOP = 20
AFTER = 14  # days in which a matter that is over still counts as found

TESTING = frozenset(
    {
        Kind.SPIKE,
        Kind.EMERGING_TOPIC,
        Kind.SIZE_CONFUSION,
        Kind.PRICE_OBJECTION,
        Kind.DEFECT_CLUSTER,
        Kind.POLICY_FRICTION,
        Kind.CONVERSION_INFLUENCE,
        Kind.BUNDLE,
        Kind.REGIONAL_PAIN,
        Kind.LANGUAGE_DEMAND,
        Kind.JOURNEY_DROP,
    }
)
"""Types that say that something differs, and may be wrong; the others count what there is."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one planted matter."""

    plant: Plant
    found_on: int | None = None  # day, from the start
    best_rank: int | None = None
    in_top_on: int | None = None

    def saw(self, day: int, rank: int) -> None:
        """Take in that it was found."""
        self.found_on = day if self.found_on is None else self.found_on
        self.best_rank = min(rank, self.best_rank or rank)
        if rank <= TOP and self.in_top_on is None:
            self.in_top_on = day


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A year's figures."""

    planted: int
    found: int
    in_top: int
    false_a_week: float
    false_by_kind: Mapping[str, int]
    false: Sequence[str]
    days_to_find: float  # median, of those found
    days_by_kind: Mapping[str, float]
    missed: Sequence[str]


def main() -> None:
    """Simulate, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    parser.add_argument("--every", type=int, default=1, help="days between looks at spikes")
    parser.add_argument("--first", type=int, default=7, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(describe(), flush=True)
    years = []
    for seed in range(given.first, given.first + given.seeds):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            world = World(seed=seed, conversations=given.conversations, end=END)
            lake = simulate(world, Path(folder))
            made = time.perf_counter() - started
            print(f"Seed {seed}: {made:.0f} s to draw", flush=True)
            judged = judge(lake, world, every=given.every)
            print(
                f"Seed {seed}: drawn in {made:.0f} s, judged in "
                f"{time.perf_counter() - started - made:.0f} s"
            )
            report(judged)
            years.append(asdict(judged))
            lake.close()
    print(f"Peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if given.json:
        given.json.write_text(json.dumps(years, indent=1), encoding="utf-8")


def simulate(world: World, root: Path) -> Lake:
    """Draw everything into a build."""
    builds = Builds(root)
    new = builds.begin()
    for day, messages, signals in world.days():
        for name, rows in (("messages", messages), ("signals", signals)):
            path = new.partition(name, day)
            path.parent.mkdir(parents=True)
            pq.write_table(rows.drop_columns(["day"]), path, compression="zstd")
    for table in ("messages", "signals", "exposures"):
        (new.folder / table).mkdir(exist_ok=True)
    merge(None, Staging(folder=builds.staging), (), new)
    pack(new)
    builds.publish(new, BuildState())
    return Lake(open_duckdb(builds.current()), builds.current())


def judge(lake: Lake, world: World, *, every: int) -> Judged:
    """Look at the end of every week of the last year, and for spikes in between."""
    outcomes = [Outcome(plant=one) for one in world.plants]
    known: dict[InsightId, Insight] = {}
    false: dict[InsightId, Finding] = {}
    for day in range(7 * HISTORY, 7 * WEEKS):
        sunday = day % 7 == 6
        if not sunday and (day + 1) % every:
            continue
        until = world.start + timedelta(days=day + 1)
        kinds = frozenset(Kind) if sunday else EPISODES
        found = find_all(lake, Window.before(until, days=LOOK_BACK), kinds=kinds)
        now = datetime(until.year, until.month, until.day, tzinfo=UTC)
        for rank, kept in enumerate(keep(known, found, now=now), start=1):
            fresh = kept.insight_id not in known
            known[kept.insight_id] = kept
            hits = [one for one in outcomes if matches(one.plant, kept.finding, day)]
            for hit in hits:
                hit.saw(day, rank)
            if not fresh or hits or kept.finding.kind not in TESTING:
                continue
            if not explained(world.plants, kept.finding, day):
                false[kept.insight_id] = kept.finding
    return _judged(outcomes, false)


def matches(plant: Plant, finding: Finding, day: int) -> bool:
    """Return whether a finding is the planted matter, while it happens or soon after."""
    if not plant.first <= day <= plant.last + AFTER:
        return False
    wanted, got = plant.subject.named(), finding.subject.named()
    same = all(got.get(name) == value for name, value in wanted.items())
    kinds = {plant.kind}
    if plant.kind is Kind.EMERGING_TOPIC:
        kinds.add(Kind.SPIKE)  # once it is known
    return same and finding.kind in kinds


def explained(plants: Sequence[Plant], finding: Finding, day: int) -> bool:
    """Return whether something planted makes a finding true though it was planted for another."""
    got = finding.subject.named()
    return any(
        plant.first <= day <= plant.last + 28
        and any(got.get(name) == value for name, value in plant.subject.named().items())
        for plant in plants
    )


def _judged(outcomes: Sequence[Outcome], false: Mapping[InsightId, Finding]) -> Judged:
    by_kind: dict[str, int] = {}
    for finding in false.values():
        by_kind[finding.kind] = by_kind.get(finding.kind, 0) + 1
    times = [one.found_on - one.plant.first + 1 for one in outcomes if one.found_on is not None]
    kinds = sorted({one.plant.kind for one in outcomes})
    return Judged(
        planted=len(outcomes),
        found=len(times),
        in_top=sum(one.in_top_on is not None for one in outcomes),
        false_a_week=len(false) / YEAR,
        false_by_kind=by_kind,
        false=[
            f"{one.window.until} {one.kind} {one.subject.named()} {one.measure.count}"
            f" {one.details.get('shape', '')}"
            for one in false.values()
        ],
        days_to_find=_median(times),
        days_by_kind={
            kind: _median(
                [
                    one.found_on - one.plant.first + 1
                    for one in outcomes
                    if one.plant.kind is kind and one.found_on is not None
                ]
            )
            for kind in kinds
        },
        missed=[one.plant.name for one in outcomes if one.found_on is None],
    )


def _median(values: Sequence[int]) -> float:
    ordered = sorted(values)
    return float(ordered[len(ordered) // 2]) if ordered else float("nan")


def report(judged: Judged) -> None:
    """Print a year."""
    print(f"  planted {judged.planted}, found {judged.found}, in the top {TOP} {judged.in_top}")
    print(f"  false alarms a week {judged.false_a_week:.2f}   (goal: 0.10 or less)")
    for kind, count in judged.false_by_kind.items():
        print(f"    {kind:<24} {count} in {YEAR} weeks")
    print(f"  days until found, median {judged.days_to_find:.0f}")
    for kind, days in judged.days_by_kind.items():
        print(f"    {kind:<24} {days:.0f}")
    for one in judged.false:
        print(f"    {one}")
    print(f"  missed: {', '.join(judged.missed) or 'none'}")


if __name__ == "__main__":
    main()
