"""How often rows are proposed to go alone, rightly and wrongly, and how soon a fall is seen.

`python -m benchmarks.quality.earned_autonomy [--runs N]`

People who agree with a given chance decide on suggestions, one after the other; the row is looked
at after each decision. Wrongly: with an agreement of no more than the least of its stake. Of a row
that goes alone people decide on a share, so the days until a fall is seen follow from its traffic.
"""

import argparse
import random
from functools import cache
from math import log
from statistics import median

from assistant.improvement.autonomy.agreement import Agreed
from assistant.improvement.autonomy.earned_trust import (
    LIMITS,
    MOST_QUIET,
    NEWEST,
    RISK,
    TrustLimit,
    has_drifted,
    log_evidence,
)
from benchmarks.harness.machine import describe

SHARES = (0.99, 0.98, 0.95, 0.9, 0.8)
LOOKS = (20, 50, 100, 200, 500, 1_000, 2_000)
FALLS = (0.85, 0.7, 0.5)
CHECKED = (0.02, 0.05, 0.2)
TRAFFIC = (20, 100, 500)  # answers or effects of a row in a day
MOST_DAYS = 365
GOAL_WRONG = 0.05

_evidence = cache(log_evidence)


def proposed_after(chance: random.Random, share: float, limit: TrustLimit) -> int | None:
    """Return the decisions after which a row is proposed; None: not within the last look."""
    agreed = 0
    for number in range(1, LOOKS[-1] + 1):
        agreed += chance.random() < share
        if _is_enough(agreed, number, limit):
            return number
    return None


def _is_enough(agreed: int, counted: int, limit: TrustLimit) -> bool:
    enough = counted > 0 and _evidence(agreed, counted, limit.agreed) >= -log(RISK)
    return counted >= limit.decisions and enough


def seen_after(chance: random.Random, share: float, limit: TrustLimit) -> int:
    """Return the decisions after a fall to `share` until it is seen; at most the last look."""
    judged = [_drawn(chance, 0.99) for _ in range(NEWEST[-1])]
    for number in range(1, LOOKS[-1]):
        judged = [*judged[1:], _drawn(chance, share)]
        if has_drifted(judged, limit.agreed):
            return number
    return LOOKS[-1]


def alarms(chance: random.Random, share: float, limit: TrustLimit) -> int:
    """Return at how many of the looks a row is said to have drifted that has not."""
    judged = [_drawn(chance, share) for _ in range(LOOKS[-1])]
    most = NEWEST[-1]
    looks = range(1, LOOKS[-1] + 1)
    return sum(has_drifted(judged[max(0, n - most) : n], limit.agreed) for n in looks)


def days_until_seen(chance: random.Random, after: int, checked: float, traffic: int) -> int:
    """Return the days in which people decide on so many of the row; at most `MOST_DAYS`."""
    decided = 0
    for day in range(1, MOST_DAYS):
        decided += sum(chance.random() < checked for _ in range(traffic))
        if decided >= after:
            return day
    return MOST_DAYS


def _drawn(chance: random.Random, share: float) -> Agreed:
    return Agreed.AGREED if chance.random() < share else Agreed.MISSED


def _print_proposed(runs: int) -> None:
    for stake, limit in LIMITS.items():
        for share in SHARES:
            found = [proposed_after(random.Random(one), share, limit) for one in range(runs)]
            parts = [sum(1 for one in found if one and one <= look) / runs for look in LOOKS]
            wrong = share <= limit.agreed
            missed = "  MISSED" if wrong and parts[-1] > GOAL_WRONG else ""
            said = f"(wrongly; goal {GOAL_WRONG}){missed}" if wrong else ""
            row = "".join(f"{one:>8.2f}" for one in parts)
            print(f"{stake} {limit.agreed} {share:<6} {row}  {said}")


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    print(describe())
    print("proposed after  " + "".join(f"{one:>8}" for one in LOOKS))
    _print_proposed(runs)
    for stake, limit in LIMITS.items():
        false = sum(alarms(random.Random(one), limit.agreed, limit) for one in range(runs // 10))
        rate = false / (runs // 10) / LOOKS[-1]
        missed = "  MISSED" if rate > 1 / MOST_QUIET else ""
        print(
            f"{stake}: at its least, false at {rate:.4f} of looks (goal {1 / MOST_QUIET}){missed}"
        )
        for share in FALLS:
            seen = [seen_after(random.Random(one), share, limit) for one in range(runs // 10)]
            print(
                f"{stake}: a fall from 0.99 to {share} is seen after {median(seen):.0f} decisions"
            )
            for checked in CHECKED:
                days = [
                    median(
                        days_until_seen(random.Random(run), after, checked, traffic)
                        for run, after in enumerate(seen)
                    )
                    for traffic in TRAFFIC
                ]
                row = ", ".join(f"{day:.0f} at {n}" for day, n in zip(days, TRAFFIC, strict=True))
                print(f"    {checked:.0%} looked at: days at so many a day: {row}")


if __name__ == "__main__":
    main()
