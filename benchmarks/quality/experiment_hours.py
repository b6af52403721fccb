"""How much sooner harm is stopped where guards are looked at each hour, not each night.

`python -m benchmarks.quality.experiment_hours [--runs N]`

Visitors come by the hours of the day, and some of the changed arm's complain more. Each run is
looked at each hour, and each night; both stop at the first look that shows harm.
"""

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.improvement.experiments.experiment_verdict import guard_difference
from assistant.insights.statistics.arm_comparison import ArmSums
from assistant.kit.experiments.experiment import GUARDS, OF_ORDERS
from benchmarks.harness.machine import describe
from benchmarks.quality.experiments import PLANNED

HOURS, DAYS = 24, 40
NIGHT = 3  # hour of the round of insights, UTC
SHARES = ((3, 0.01), (7, 0.10), (DAYS - 10, 0.5))  # of the changed arm, by days
SOON = 0.6  # of the complaints come within the hour, the others within three days
ASKED = 8, 22  # hours in which visitors come, all alike

PLANTED = {  # visitors a day, complaints of the control arm and of the changed one
    "nothing, 200 a day": (200, 0.02, 0.02),
    "2 % -> 4 %, 200 a day": (200, 0.02, 0.04),
    "2 % -> 8 %, 200 a day": (200, 0.02, 0.08),
    "2 % -> 8 %, 2,000 a day": (2_000, 0.02, 0.08),
    "2 % -> 30 %, 2,000 a day": (2_000, 0.02, 0.30),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stopped:
    """Hold, for each run, the hour of the first look that shows harm; `DAYS` * 24: none does."""

    hours: NDArray[np.int64]
    treated: NDArray[np.int64]  # visitors who had got the change by then


def stopped(
    chance: np.random.Generator, planted: tuple[int, float, float], *, runs: int
) -> tuple[Stopped, Stopped]:
    """Return the stops by looks of each hour, and of each night."""
    a_day, usual, harmed = planted
    stage = np.repeat(np.arange(len(SHARES)), [24 * days for days, _ in SHARES])
    share = np.array([one for _, one in SHARES])[stage]
    hour = np.arange(HOURS * DAYS) % HOURS
    comes = np.where((hour >= ASKED[0]) & (hour < ASKED[1]), a_day / (ASKED[1] - ASKED[0]), 0.0)
    visitors = chance.poisson(comes[:, None], (len(hour), runs))
    changed = chance.binomial(visitors, share[:, None])
    arms = [
        _sums(stage, n, _complaints(chance, n, stage, rate))
        for n, rate in ((visitors - changed, usual), (changed, harmed))
    ]
    found = guard_difference(*arms, planned=PLANNED, guards=len((*GUARDS, *OF_ORDERS)))
    shown = np.asarray(found.low > 0)
    treated = np.cumsum(changed, axis=0)
    return _first(shown, treated), _first(shown & (hour == NIGHT)[:, None], treated)


def _complaints(
    chance: np.random.Generator, n: NDArray[np.int64], stage: NDArray[np.int64], rate: float
) -> NDArray[np.int64]:
    """Return complaints by the hour they come in and the stage of the visit, (K, hours, runs)."""
    found = np.zeros((len(SHARES), *n.shape), np.int64)
    complain = chance.binomial(n, rate)
    soon = chance.binomial(complain, SOON)
    for at, own in enumerate(stage):
        found[own, at] += soon[at]
        for run in np.nonzero(complain[at] - soon[at])[0]:
            later = at + 1 + chance.integers(0, 72, complain[at, run] - soon[at, run])
            np.add.at(found[own, :, run], later[later < n.shape[0]], 1)
    return found


def _sums(stage: NDArray[np.int64], n: NDArray[np.int64], y: NDArray[np.int64]) -> ArmSums:
    by_stage = np.stack([np.where((stage == one)[:, None], n, 0) for one in range(len(SHARES))])
    exposed = np.cumsum(by_stage, axis=1).astype(np.float64)
    complained = np.cumsum(y, axis=1).astype(np.float64)
    zero = np.zeros_like(exposed)
    return ArmSums(n=exposed, y=complained, yy=complained, x=zero, xx=zero, xy=zero)


def _first(shown: NDArray[np.bool_], treated: NDArray[np.int64]) -> Stopped:
    hours = np.where(shown.any(axis=0), shown.argmax(axis=0), len(shown))
    at = np.minimum(hours, len(shown) - 1)
    return Stopped(hours=hours, treated=treated[at, np.arange(shown.shape[1])])


def row(name: str, by: Stopped) -> str:
    """Return one line of the table."""
    seen = by.hours < HOURS * DAYS
    if not seen.any():
        return f"| {name} | 0 % | | |"
    hours, treated = by.hours[seen], by.treated[seen]
    half, most = np.percentile(hours, (50, 90))
    return (f"| {name} | {seen.mean():.1%} | {half:.0f}; {most:.0f} | "
            f"{np.median(treated):.0f}; {np.percentile(treated, 90):.0f} |")  # fmt: skip


def main() -> None:
    """Simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    print(describe())
    print("| planted | stopped | hours (median; 9 of 10) | had got the change |")
    print("|---|---|---|---|")
    for name, planted in PLANTED.items():
        chance = np.random.default_rng(11)
        hourly, nightly = stopped(chance, planted, runs=runs)
        print(row(f"{name}, each hour", hourly), flush=True)
        print(row(f"{name}, each night", nightly), flush=True)


if __name__ == "__main__":
    main()
