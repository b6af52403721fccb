"""Measure how often the last stage takes a change back, rightly and wrongly.

`python -m benchmarks.quality.experiment_last_stage [--runs N]`

Everybody gets the change but 5 % of the visitors, for some days, and each day six guards and the
metric are looked at: one of them is simulated.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from assistant.improvement.experiments.experiment_verdict import guard_difference
from assistant.insights.statistics.arm_comparison import ArmSums, planned_sample
from benchmarks.harness.machine import describe

WATCHED = 7  # six guards and the metric share the risk
DAYS = 14
PLANNED = planned_sample(0.5, 0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStageCase:
    """Hold the visitors of a last stage, and the harm in it."""

    a_day: int  # visitors
    rate: float  # of the harm, as it is
    more: float = 0.0
    held: float = 0.05


CASES = (
    *(
        LastStageCase(a_day=a_day, rate=rate, held=held)
        for held in (0.05, 0.01, 0.10)
        for a_day in (200, 2_000)
        for rate in (0.002, 0.01, 0.02, 0.1, 0.4)
    ),
    *(
        LastStageCase(a_day=a_day, rate=rate, more=more)
        for a_day in (200, 2_000, 10_000)
        for rate, more in ((0.02, 0.06), (0.02, 0.28), (0.4, 0.05), (0.4, 0.2))
    ),
)


def taken_back(control: ArmSums, changed: ArmSums) -> tuple[float, float]:
    """Return the share of runs that are taken back, and the median day of these."""
    harmed = guard_difference(control, changed, planned=PLANNED, guards=WATCHED).low > 0
    days = [int(run.argmax()) + 1 for run in harmed.T if run.any()]
    return float(harmed.any(axis=0).mean()), float(np.median(days or [0]))


def play(chance: np.random.Generator, case: LastStageCase, runs: int) -> tuple[ArmSums, ArmSums]:
    """Return the sums of both arms at each day, of shape (1, DAYS, runs)."""
    visitors = chance.poisson(case.a_day, (DAYS, runs))
    held = chance.binomial(visitors, case.held)
    arms = ((held, case.rate), (visitors - held, case.rate + case.more))
    control, changed = (_sums(n, chance.binomial(n, rate)) for n, rate in arms)
    return control, changed


def _sums(visitors: np.ndarray, met: np.ndarray) -> ArmSums:
    n, y = (np.cumsum(one, axis=0)[None].astype(np.float64) for one in (visitors, met))
    zero = np.zeros_like(n)
    return ArmSums(n=n, y=y, yy=y, x=zero, xx=zero, xy=zero)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    runs = parser.parse_args().runs
    print(describe())
    print(f"{runs:,} runs of {DAYS} days, planned {PLANNED:,} visitors")
    for number, case in enumerate(CASES):
        arms = play(np.random.default_rng(number), case, runs)
        back, day = taken_back(*arms)
        most = 0.05 / WATCHED + 0.005  # the risk of one of them, and the chance of the simulation
        print(
            f"{case.held:.0%} held back of {case.a_day:,} a day, {case.rate:.1%}"
            f" -> {case.rate + case.more:.1%}: taken back {back:.3f}, in {day:.0f} days"
            + ("  MISSED" if not case.more and back > most else ""),
            flush=True,
        )


if __name__ == "__main__":
    main()
