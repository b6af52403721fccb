"""How often rows are proposed to go alone, rightly and wrongly, and how soon a fall is seen.

`python -m benchmarks.quality.earned_autonomy [--runs N]`

People who agree with a given chance decide on suggestions, one after the other; the row is looked
at after each decision. Wrongly: with an agreement of no more than the least of its stake. Of a row
that goes alone people decide on a share, so the days until a fall is seen follow from its traffic.

Of a row in shadow, code agrees with a part of what is right and people click on the rest, now and
then; what came after one that waits counts once that is judged. Once the row is suggested, people
decide on each suggestion, and the share that they agree with falls at once, to `AFTER_SHADOW`, or
does not.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, islice
from math import log
from statistics import median

from assistant.improvement.autonomy.agreement import Agreed
from assistant.improvement.autonomy.earned_trust import (
    LIMITS,
    MOST_QUIET,
    RISK,
    TrustLimit,
    drifts,
    log_evidence,
)
from benchmarks.harness.machine import describe

SHARES = (0.99, 0.98, 0.95, 0.9, 0.8)
LOOKS = (20, 50, 100, 200, 500, 1_000, 2_000)
FALLS = (0.85, 0.7, 0.5)
AFTER_SHADOW = (0.99, 0.95, 0.9, 0.8)  # agreement once a row is suggested; the first: no drift
CHECKED = (0.02, 0.05, 0.2)
TRAFFIC = (20, 100, 500)  # answers or effects of a row in a day
MOST_DAYS = 365
GOAL_WRONG = 0.05
BY_CODE = 0.3  # of what is right, in shadow, that code agrees with
CLICKS = 25  # comparisons between two times at which people click on the rest

_evidence = cache(log_evidence)


def proposed_after(chance: random.Random, share: float, limit: TrustLimit) -> int | None:
    """Return the decisions after which a row is proposed; None: not within the last look."""
    agreed = 0
    for number in range(1, LOOKS[-1] + 1):
        agreed += chance.random() < share
        if _is_enough(agreed, number, limit):
            return number
    return None


def proposed_in_shadow(chance: random.Random, share: float, limit: TrustLimit) -> int | None:
    """Return the comparisons after which a row in shadow is proposed; None: see above.

    A comparison counts once those before it are judged.
    """
    agreed = counted = 0
    waiting: list[bool] = []
    for number in range(1, LOOKS[-1] + 1):
        right = chance.random() < share
        by_code = right and chance.random() < BY_CODE
        if waiting or not by_code:
            waiting.append(right)
        else:
            agreed, counted = agreed + 1, counted + 1
        if number % CLICKS == 0:
            agreed, counted = agreed + sum(waiting), counted + len(waiting)
            waiting.clear()
        if _is_enough(agreed, counted, limit):
            return number
    return None


def _is_enough(agreed: int, counted: int, limit: TrustLimit) -> bool:
    enough = counted > 0 and _evidence(agreed, counted, limit.agreed) >= -log(RISK)
    return counted >= limit.decisions and enough


def seen_after(chance: random.Random, share: float, limit: TrustLimit) -> int:
    """Return the decisions after a fall to `share` until it is seen; at most the last look."""
    before = 200
    judged = chain((_drawn(chance, 0.99) for _ in range(before)), _draws(chance, share))
    found = (n for n, one in enumerate(drifts(judged, limit.agreed)) if one >= MOST_QUIET)
    after = next((n - before + 1 for n in found if n >= before), LOOKS[-1])
    return min(after, LOOKS[-1])


def goes_back_after(chance: random.Random, share: float, limit: TrustLimit) -> int | None:
    """Return the decisions after which a row that was promoted goes back; None: it does not.

    Each decision is agreed with by the chance `share`. No other figure is wrong: one critical
    decision takes a row back at once.
    """
    decided = drifts(islice(_draws(chance, share), LOOKS[-1]), limit.agreed)
    return next((n for n, one in enumerate(decided, 1) if one >= MOST_QUIET), None)


def days_until_seen(chance: random.Random, after: int, checked: float, traffic: int) -> int:
    """Return the days in which people decide on so many of the row; at most `MOST_DAYS`."""
    decided = 0
    for day in range(1, MOST_DAYS):
        decided += sum(chance.random() < checked for _ in range(traffic))
        if decided >= after:
            return day
    return MOST_DAYS


def _draws(chance: random.Random, share: float) -> Iterator[Agreed]:
    while True:
        yield _drawn(chance, share)


def _drawn(chance: random.Random, share: float) -> Agreed:
    return Agreed.AGREED if chance.random() < share else Agreed.MISSED


def _print_proposed(
    propose: Callable[[random.Random, float, TrustLimit], int | None], runs: int
) -> None:
    for stake, limit in LIMITS.items():
        for share in SHARES:
            found = [propose(random.Random(one), share, limit) for one in range(runs)]
            parts = [sum(1 for one in found if one and one <= look) / runs for look in LOOKS]
            wrong = share <= limit.agreed
            missed = "  MISSED" if wrong and parts[-1] > GOAL_WRONG else ""
            said = f"(wrongly; goal {GOAL_WRONG}){missed}" if wrong else ""
            row = "".join(f"{one:>8.2f}" for one in parts)
            print(f"{stake} {limit.agreed} {share:<6} {row}  {said}")


def _print_back(runs: int) -> None:
    """Print when rows that were in shadow go back, and of those without drift how many do."""
    print(f"suggested after shadow: goes back within {LOOKS[-1]} decisions; median, 90 % of them")
    for stake, limit in LIMITS.items():
        for share in AFTER_SHADOW:
            found = [goes_back_after(random.Random(one), share, limit) for one in range(runs)]
            back = sorted(one for one in found if one is not None)
            part = len(back) / runs
            when = f"{median(back):>6.0f} {back[int(0.9 * len(back))]:>6}" if back else ""
            said = "(falsely)" if share > limit.agreed else ""
            print(f"{stake} {limit.agreed} {share:<6} {part:>6.2f} {when} {said}")


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    print(describe())
    print("proposed after  " + "".join(f"{one:>8}" for one in LOOKS))
    _print_proposed(proposed_after, runs)
    print(f"in shadow, {BY_CODE:.0%} agreed with by code, clicks after every {CLICKS}")
    _print_proposed(proposed_in_shadow, runs)
    _print_back(runs)
    for stake, limit in LIMITS.items():
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
