"""Measure how much the past of visitors narrows the interval of each metric, and if it is right.

`python -m benchmarks.quality.experiment_past [--runs N]`

A year of visitors with habits: each has a chance of their own to be resolved, to need a person, to
buy. More and more of them were there before, the season moves all chances, and the change is
rolled out from 1 % to a half. The interval is looked at every day.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.improvement.experiments.experiment_verdict import guard_difference
from assistant.insights.statistics.arm_comparison import ArmDifference, ArmSums, compare_arms
from benchmarks.harness.machine import describe

Array = NDArray[np.float64]

DAYS, A_DAY = 365, 60
SHARES = ((10, 0.01), (20, 0.10), (DAYS, 0.5))  # days, and the changed arm's share
KNOWN = 0.7  # of the visitors of the last day, who were there before; nobody on the first
VISITS = 4  # before, at most
PLANNED = 8_000
GUARDS = 6  # that share the risk


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedMetric:
    """Hold a metric of visitors with habits."""

    name: str
    rate: float  # mean chance
    alike: float  # a + b of the Beta distribution of chances: the fewer, the more they differ
    effect: float = 0.0  # on the chance
    is_money: bool = False  # orders, each of another value
    is_guard: bool = False


METRICS = (
    PlantedMetric(name="resolved", rate=0.6, alike=2),
    PlantedMetric(name="resolved, 4 points better", rate=0.6, alike=2, effect=0.04),
    PlantedMetric(name="a person called", rate=0.15, alike=3),
    PlantedMetric(name="a person called, 3 points more", rate=0.15, alike=3, effect=0.03),
    PlantedMetric(name="a question open", rate=0.2, alike=3),
    PlantedMetric(name="a thumb down", rate=0.03, alike=4),
    PlantedMetric(name="ordered", rate=0.08, alike=2),
    PlantedMetric(name="value of orders", rate=0.08, alike=2, is_money=True),
    PlantedMetric(name="a person called, as a guard", rate=0.15, alike=3, is_guard=True),
    PlantedMetric(name="a thumb down, as a guard", rate=0.03, alike=4, is_guard=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastYear:
    """Hold the result of a metric after a year of looks."""

    is_right: bool  # at every look
    is_better: bool  # at any look; of a guard: harm
    plain_is_right: bool  # the same without what was before
    explained: float
    narrower: float  # the interval's width at the end, of that without


def play(chance: np.random.Generator, metric: PlantedMetric) -> PastYear:
    """Return a year of visitors, looked at every day."""
    day = np.repeat(np.arange(DAYS), chance.poisson(A_DAY, DAYS))
    ends = np.array([end for end, _ in SHARES])
    stage = np.searchsorted(ends, day, side="right").clip(max=len(SHARES) - 1)
    changed = chance.random(len(day)) < np.array([share for _, share in SHARES])[stage]
    season = 0.1 * metric.rate * np.sin(2 * np.pi * day / DAYS)
    spread = (metric.rate * metric.alike, (1 - metric.rate) * metric.alike)
    habit = chance.beta(*spread, len(day))
    here = (habit + season + metric.effect * changed).clip(0, 1)
    known = chance.random(len(day)) < KNOWN * day / DAYS
    visits = chance.integers(1, VISITS + 1, len(day))
    past, value = chance.binomial(visits, habit) / visits, (chance.random(len(day)) < here) * 1.0
    if metric.is_money:
        value = value * chance.lognormal(4.0, 0.6, len(day))
        past = past * visits * chance.lognormal(4.0, 0.6, len(day))
    mean = 0.0 if metric.is_money else metric.effect
    if not metric.is_money:  # the truth among those counted, whose chances are cut at 0 and 1
        both = [(habit + season + one).clip(0, 1) for one in (metric.effect, 0.0)]
        mean = float((both[0] - both[1]).mean())
    visitors = _Visitors(day=day, stage=stage, known=known, past=past, value=value)
    arms = [visitors.sums(of, centred=not metric.is_money) for of in (~changed, changed)]
    plain = [_without(one) for one in arms]
    if metric.is_guard:
        with_past, without = (
            guard_difference(*one, planned=PLANNED, guards=GUARDS) for one in (arms, plain)
        )
    else:
        with_past, without = (compare_arms(*one, planned=PLANNED) for one in (arms, plain))
    wide = [float(one.high[-1] - one.low[-1]) for one in (with_past, without)]
    return PastYear(
        is_right=_is_right(with_past, mean, metric),
        is_better=bool((with_past.low > 0).any()),
        plain_is_right=_is_right(without, mean, metric),
        explained=float(with_past.explained[-1]),
        narrower=1 - wide[0] / wide[1],
    )


def _is_right(found: ArmDifference, truth: float, metric: PlantedMetric) -> bool:
    """Return whether each look's interval has the truth in it; of a guard, the side of harm."""
    high = found.high if not metric.is_guard else np.inf
    return bool(((found.low <= truth) & (truth <= high)).all())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Visitors:
    """Hold the visitors of a year, each of shape (visitors,)."""

    day: NDArray[np.int64]  # of the exposure
    stage: NDArray[np.int64]
    known: NDArray[np.bool_]  # was there before
    past: Array  # what they did then
    value: Array  # of the metric

    def sums(self, arm: NDArray[np.bool_], *, centred: bool) -> ArmSums:
        """Return the sums at each day's look, by stage: (K, DAYS); the mean before is that then."""
        there = self.known.astype(np.float64)
        before, value = there * self.past, self.value
        middle = np.zeros(DAYS)
        if centred:
            middle = self._so_far(before) / np.maximum(self._so_far(there), 1)
        n, x, xx, there_y, xy = (
            self._by_stage(of, arm)
            for of in (there, before, before * self.past, there * value, before * value)
        )
        return ArmSums(
            n=self._by_stage(np.ones_like(value), arm),
            y=self._by_stage(value, arm),
            yy=self._by_stage(value**2, arm),
            x=x - middle * n,
            xx=xx - 2 * middle * x + middle**2 * n,
            xy=xy - middle * there_y,
        )

    def _by_stage(self, of: Array, arm: NDArray[np.bool_]) -> Array:
        table = np.zeros((len(SHARES), DAYS))
        np.add.at(table, (self.stage[arm], self.day[arm]), of[arm])
        return np.cumsum(table, axis=1)

    def _so_far(self, of: Array) -> Array:
        return np.cumsum(np.bincount(self.day, of, DAYS))


def _without(arm: ArmSums) -> ArmSums:
    zero = np.zeros_like(arm.n)
    return ArmSums(n=arm.n, y=arm.y, yy=arm.yy, x=zero, xx=zero, xy=zero)


def told(metric: PlantedMetric, years: list[PastYear]) -> Iterator[str]:
    """Yield the line of a metric."""
    right, better, plain = (
        float(np.mean([getattr(one, name) for one in years]))
        for name in ("is_right", "is_better", "plain_is_right")
    )
    false = "" if metric.effect else f", {'harm' if metric.is_guard else 'more'} said {better:.3f}"
    yield (
        f"{metric.name}: right at every look {right:.3f} (without {plain:.3f}){false}, "
        f"{np.mean([one.explained for one in years]):.0%} of the visitors spared, "
        f"the interval {np.mean([one.narrower for one in years]):.0%} narrower"
        + ("  MISSED" if right < 0.95 or (not metric.effect and better > 0.05) else "")
    )


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    runs = parser.parse_args().runs
    print(describe())
    print(f"{runs:,} runs of {DAYS} days, {A_DAY} visitors a day, planned {PLANNED:,}")
    for number, metric in enumerate(METRICS):
        chance = np.random.default_rng(number)
        print(*told(metric, [play(chance, metric) for _ in range(runs)]), sep="\n", flush=True)


if __name__ == "__main__":
    main()
