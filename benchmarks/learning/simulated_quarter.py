"""What a quarter of learning is worth: the demo shop with people who decide, and without.

    python -m benchmarks.learning.simulated_quarter [--seed N] [--as-proposed] [--json FILE]

Customers ask what no page answers, what two pages answer differently, what has just changed, what
is new and what a page says wrongly (`quarter_plan.yml`), and what the pages say. People answer some
of the open questions, now and then wrongly. Twice a week the round of insights makes proposals, and
a reviewer who knows the truth approves, corrects or rejects them; `--as-proposed`: words that were
proposed are approved as they are or rejected, and people write only where a proposal has none. The
same visits are lived through without rounds. An answer is right if it says what is true.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.insights.statistics.paired_change import PairedChange, paired
from benchmarks.harness.machine import describe
from benchmarks.harness.shop import open_work, prepare
from benchmarks.learning.quarter_run import Outcome, Quarter, live, open_shop
from benchmarks.learning.quarter_world import WEEKS, World, week_of

_LAST = 4  # weeks that both ways are compared in


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold one visit lived through twice."""

    without: Outcome
    learned: Outcome

    @property
    def week(self) -> int:
        """Return the week of the visit, from 1."""
        return week_of(self.without.visit.at.date())


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-proposed", action="store_true", help="correct no proposed words")
    parser.add_argument("--json", type=Path, help="every visit with both replies")
    asked = parser.parse_args()
    print(describe(), flush=True)
    began, world = time.monotonic(), World.read(asked.seed)
    without, learned = asyncio.run(_live(world, as_proposed=asked.as_proposed))
    pairs = [Pair(*both) for both in zip(without.outcomes, learned.outcomes, strict=True)]
    _print_weeks(world, pairs)
    _print_faults(world, without, learned)
    print(f"{time.monotonic() - began:.0f} s")
    if asked.json:
        asked.json.write_text(
            json.dumps([_row(one) for one in pairs], ensure_ascii=False, indent=1)
        )


async def _live(world: World, *, as_proposed: bool) -> tuple[Quarter, Quarter]:
    indexed = prepare().data_dir.resolve()
    lived = []
    for loop in (False, True):
        with tempfile.TemporaryDirectory(dir=open_work()) as folder:
            async with open_shop(Path(folder), indexed) as shop:
                print("with proposals" if loop else "without proposals", flush=True)
                lived.append(
                    await live(world, shop, loop=loop, tell=print, as_proposed=as_proposed)
                )
    return lived[0], lived[1]


def _print_weeks(world: World, pairs: Sequence[Pair]) -> None:
    def is_planted(pair: Pair) -> bool:
        return world.plan.matters[pair.without.visit.matter].kind != "control"

    print("right answers of visits, without and with people who decide on proposals")
    print("week   planted matters        what the pages say      all")
    for week in range(1, WEEKS + 1):
        now = [one for one in pairs if one.week == week]
        parts = ([p for p in now if is_planted(p)], [p for p in now if not is_planted(p)], now)
        print(f"{week:>4}   " + "   ".join(_shares(part) for part in parts))
    last = [one for one in pairs if one.week > WEEKS - _LAST]
    for name, part in (
        ("planted", [one for one in last if is_planted(one)]),
        ("what the pages say", [one for one in last if not is_planted(one)]),
        ("all", last),
    ):
        print(f"last {_LAST} weeks, {name}: {_shares(part)}; {_difference(part)}")
    wrong = [one.learned for one in pairs if one.learned.is_answered and not one.learned.is_right]
    before = [one.without for one in pairs if one.without.is_answered and not one.without.is_right]
    print(f"answers that were not right: {len(before)} without, {len(wrong)} with")


def _print_faults(world: World, without: Quarter, learned: Quarter) -> None:
    review = learned.review
    print(
        f"{review.proposals} proposals decided on: {review.approved} published"
        f" ({review.edited} corrected first), {review.rejected} rejected"
    )
    print(f"wrong as they were proposed: {len(review.wrong)}")
    for one in review.wrong:
        print(f"  {one}")
    planted = [name for name, one in world.plan.matters.items() if one.kind != "control"]
    days = []
    for name in planted:
        first = _first_signal(world, without.outcomes, name)
        mended = review.mended.get(name)
        if mended is None or first is None:
            print(f"  not mended: {name} ({world.plan.matters[name].kind}), first signal {first}")
            continue
        days.append((mended - first).total_seconds() / 86_400)
    found = f"{len(days)} of {len(planted)} planted matters were mended"
    print(f"{found}; days from the first signal: median {_median(days)}")


def _first_signal(world: World, outcomes: Iterable[Outcome], name: str) -> datetime | None:
    since = world.plan.matters[name].since
    return next(
        (
            one.visit.at
            for one in outcomes
            if one.visit.matter == name
            and not one.is_right
            and week_of(one.visit.at.date()) >= since
        ),
        None,
    )


def _median(days: Sequence[float]) -> str:
    return f"{statistics.median(days):.1f}" if days else "-"


def _shares(pairs: Sequence[Pair]) -> str:
    count = max(1, len(pairs))
    before = sum(one.without.is_right for one in pairs) / count
    after = sum(one.learned.is_right for one in pairs) / count
    return f"{before:.2f} -> {after:.2f} of {len(pairs):>4}"


def _difference(pairs: Sequence[Pair]) -> str:
    change = sum(
        (paired(before=one.without.is_right, after=one.learned.is_right) for one in pairs),
        PairedChange(),
    )
    value, low, high = change.difference
    return f"difference {value:+.2f} ({low:+.2f} to {high:+.2f})"


def _row(pair: Pair) -> dict[str, object]:
    visit = pair.without.visit
    return {
        "week": pair.week,
        "matter": visit.matter,
        "text": visit.text,
        "without": [pair.without.is_answered, pair.without.is_right, pair.without.reply],
        "with": [pair.learned.is_answered, pair.learned.is_right, pair.learned.reply],
    }


if __name__ == "__main__":
    main()
