"""Measure how often a trigger that does good is proposed to be ended, and when a useless one is.

`python -m benchmarks.quality.trigger_plans [--runs N]`

Customers qualify one after the other, a share is left alone, and the ledger is looked at forty
times until the planned sample and beyond it. Each row plants one difference in the effect that the
trigger aims at; the other four effects are the same on both sides. Verdicts are those of
`assistant/improvement/outreach/message_ledger.py`, over all runs at once.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.improvement.outreach.message_ledger import LEAST, TOLERATED, WANTED
from assistant.insights.statistics.arm_comparison import ArmSums
from assistant.insights.statistics.intervals import LEVEL
from assistant.insights.statistics.rate_comparison import evidence_beyond
from assistant.insights.statistics.rate_plan import cautious_rate, planned_customers
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from benchmarks.harness.machine import describe

Array = NDArray[np.float64]

RATES = {
    OutreachEffect.CONTACTED: 0.2,
    OutreachEffect.COMPLAINED: 0.02,
    OutreachEffect.ORDERED: 0.1,
    OutreachEffect.RETURNED: 0.03,
    OutreachEffect.STOPPED: 0.002,
}
_LOOKS, _BEYOND = 60, 2.0  # of the planned sample, as it is expected
_RISK = (1 - LEVEL) / len(OutreachEffect)
_MOST_ENDED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """Hold a trigger's aim, the share left alone, and the planted difference."""

    aim: OutreachEffect
    rate: float  # of the aim, of those left alone
    held_out: float
    planted: float  # the difference that the message makes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRuns:
    """Hold the verdicts of all runs: the first that each came to, and after how many customers."""

    planned: float
    helps: Array  # customers at that verdict; inf: another came first, or none
    harms: Array
    nothing: Array


def run(row: PlannedRow, runs: int, chance: np.random.Generator) -> PlannedRuns:
    """Simulate a row."""
    sign, level = float(WANTED[row.aim]), 1 - _RISK
    pooled = row.rate + (1 - row.held_out) * row.planted
    planned = planned_customers(pooled, sign * LEAST, held_out=row.held_out, level=level)
    customers = np.linspace(0, _BEYOND * planned, _LOOKS + 1).round()[1:]
    new = np.diff(customers, prepend=0).astype(int)
    left = chance.binomial(new, row.held_out, (runs, _LOOKS)).cumsum(1).astype(np.float64)
    told = customers - left
    good, bad = np.zeros((2, runs, _LOOKS), np.bool_)
    seen = np.zeros((runs, _LOOKS))
    for effect, usual in RATES.items():
        rate = row.rate if effect is row.aim else usual
        changed = rate + (row.planted if effect is row.aim else 0.0)
        control_sums, changed_sums = _sums(left, rate, chance), _sums(told, changed, chance)
        wanted, bar = float(WANTED[effect]), np.log(2 / (1 - level))
        harm = np.asarray(-wanted * TOLERATED.get(effect, 0.0))
        good |= evidence_beyond(control_sums, changed_sums, np.zeros(1), sign=wanted) >= bar
        bad |= evidence_beyond(control_sums, changed_sums, harm, sign=-wanted) >= bar
        if effect is row.aim:
            seen = cautious_rate((control_sums.y + changed_sums.y)[0], customers)
    over = customers >= _planned_at(seen, sign * LEAST, row.held_out, level)
    return _first(planned, customers, good=good, bad=bad, over=over)


def _first(planned: float, customers: Array, **said: NDArray[np.bool_]) -> PlannedRuns:
    """Return when each verdict was the first of its run."""
    none = np.full(customers.size + 1, np.inf)
    none[:-1] = customers
    at = {name: np.where(one.any(1), one.argmax(1), customers.size) for name, one in said.items()}
    ended = at["bad"] <= np.minimum(at["good"], at["over"])
    helped = ~ended & (at["good"] <= at["over"])
    return PlannedRuns(
        planned=planned,
        harms=np.where(ended, none[at["bad"]], np.inf),
        helps=np.where(helped, none[at["good"]], np.inf),
        nothing=np.where(~ended & ~helped, none[at["over"]], np.inf),
    )


def _planned_at(rates: Array, least: float, held_out: float, level: float) -> Array:
    """Return the planned sample at each rate that was seen, interpolated."""
    grid = np.linspace(0, 1, 201)
    plans = [planned_customers(one, least, held_out=held_out, level=level) for one in grid]
    return np.asarray(np.interp(rates, grid, plans))


def _sums(n: Array, rate: float, chance: np.random.Generator) -> ArmSums:
    """Return the sums of one side at every look, of shape (1, runs, looks)."""
    new = np.diff(n, prepend=0, axis=1).astype(int)
    y = np.cumsum(chance.binomial(new, rate), axis=1, dtype=np.float64)
    customers, zero = n[None], np.zeros((1, *y.shape))
    return ArmSums(n=customers, y=y[None], yy=y[None], x=zero, xx=zero, xy=zero)


def rows() -> Sequence[PlannedRow]:
    """Return the rows: each aim, rare and frequent, three shares left alone, four effects."""
    aims = (
        (OutreachEffect.CONTACTED, (0.15, 0.2, 0.4)),
        (OutreachEffect.ORDERED, (0.02, 0.1, 0.4)),
    )
    return [
        PlannedRow(aim=aim, rate=rate, held_out=share, planted=times * LEAST * WANTED[aim])
        for aim, rates in aims
        for rate in rates
        for share in (0.05, 0.1, 0.5)
        for times in (0.0, 1.0, 1.4, -1.0)
        if rate + times * LEAST * WANTED[aim] >= 0
    ]


def _customers(said: Array) -> str:
    """Return after how many customers a verdict came: the median, and nine of ten runs."""
    known = said[np.isfinite(said)]
    if not known.size:
        return "-"
    half, most = np.quantile(known, (0.5, 0.9))
    return f"{half:,.0f}; {most:,.0f}"


def main() -> None:
    """Simulate, and print a line for each row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    asked = parser.parse_args()
    print(describe())
    print(f"{asked.runs} runs of each row, {_LOOKS} looks; least effect worth having {LEAST:.0%}")
    print("aim        left alone  rate -> with message   planned   helps (median)   nothing  harms")
    chance, worst = np.random.default_rng(18), 0.0
    for row in rows():
        found = run(row, asked.runs, chance)
        helps, harms, nothing = (
            float(np.isfinite(one).mean()) for one in (found.helps, found.harms, found.nothing)
        )
        median = float(np.median(found.helps[np.isfinite(found.helps)])) if helps else 0.0
        said = found.nothing[np.isfinite(found.nothing)]
        at = np.quantile(said, (0.5, 0.95)) / found.planned if nothing else (0.0, 0.0)
        with_it = row.rate + row.planted
        print(
            f"{row.aim:<10} {row.held_out:>10.0%}  {row.rate:>5.0%} -> {with_it:>4.0%}"
            f"{found.planned:>20,.0f}   {helps:6.1%} ({median:>6,.0f})   {nothing:7.1%}"
            f" {harms:6.1%} ({_customers(found.harms)})   at {at[0]:.2f}, {at[1]:.2f} of the plan"
        )
        if row.planted * WANTED[row.aim] > 0:
            worst = max(worst, nothing + harms)
    print(f"useful and proposed to be ended: {worst:.1%} at worst (goal {_MOST_ENDED:.0%})")


if __name__ == "__main__":
    main()
