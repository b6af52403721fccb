"""How often experiments say the right thing, looked at every day of a simulated year.

`python -m benchmarks.quality.experiments [--runs N]`

Visitors come with seasons and weeks; what the change does to them is known. Each run is judged as
the product judges it, every day, until it says something final. Coverage is that of the interval at
every look of the whole year. Beside it stand the mistakes of simpler ways on the same visitors.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.improvement.experiments.experiment_figures import LEAST_ORDERS
from assistant.improvement.experiments.experiment_verdict import (
    GUARD_RISK,
    NOVELTY,
    ExperimentLook,
    ExperimentVerdict,
    guard_difference,
    judge,
)
from assistant.insights.statistics.arm_comparison import (
    RATIO_RISK,
    ArmDifference,
    ArmSums,
    compare_arms,
    planned_sample,
    ratio_evidence,
)
from assistant.kit.experiments.experiment import GUARDS, OF_ORDERS, VisitorMetric
from benchmarks.harness.machine import describe
from benchmarks.quality.experiment_world import (
    DAYS,
    LATEST,
    Array,
    Planted,
    SimulatedArm,
    SimulatedYear,
    simulate,
)

Flags = NDArray[np.bool_]

LEAST = 0.03  # least difference worth having, of the share resolved
WAIT = 3  # days until a visit is known to be resolved
AT_ONCE = 250  # runs
WATCHED = (*GUARDS, *OF_ORDERS)  # the guards of an experiment, which share the risk
ROLL_OUT = ((3, 0.01), (7, 0.10), (DAYS, 0.5))
SLOW_ROLL_OUT = ((10, 0.01), (90, 0.10), (DAYS, 0.5))  # into the season
PLANNED = planned_sample(0.49, LEAST)

SCENARIOS = {
    "no effect": Planted(),
    "no effect, rolled out": Planted(shares=ROLL_OUT),
    "no effect, rolled out into the season": Planted(shares=SLOW_ROLL_OUT),
    "the least worth having": Planted(effect=lambda day: np.full_like(day, LEAST)),
    "the same, rolled out": Planted(effect=lambda day: np.full_like(day, LEAST), shares=ROLL_OUT),
    "a third of it": Planted(effect=lambda day: np.full_like(day, LEAST / 3)),
    "as much worse": Planted(effect=lambda day: np.full_like(day, -LEAST), shares=ROLL_OUT),
    "thrice as much worse": Planted(
        effect=lambda day: np.full_like(day, -3 * LEAST), shares=ROLL_OUT
    ),
    "complaints 2 % -> 4 %": Planted(more_complaints=0.02, shares=ROLL_OUT),
    "complaints 2 % -> 8 %": Planted(more_complaints=0.06, shares=ROLL_OUT),
    "orders 5 % -> 3 %": Planted(more_buyers=-0.02, shares=ROLL_OUT),
    "returns 12 % -> 40 % of orders": Planted(more_returned=0.28, shares=ROLL_OUT),
    "novelty: fades by half in 10 days": Planted(effect=lambda day: 0.08 * 0.5 ** (day / 10)),
}
WAITS = frozenset(
    {ExperimentVerdict.TOO_EARLY, ExperimentVerdict.BETTER_SO_FAR, ExperimentVerdict.FADING}
)
FALSE_IF_BETTER = ("no effect", "novelty", "as much worse", "complaints")
GOAL_COVERED, GOAL_FALSE, GOAL_POWER = 0.95, 0.05, 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Hold the results of one scenario's runs."""

    verdicts: Counter[ExperimentVerdict]
    days: list[int]  # until the verdict
    treated: list[int]  # visitors who had got the change by then
    covered: float  # share of runs whose interval is right at every look
    fixed: float  # share of runs in which the usual 95 % interval is wrong at some look
    at_plan: float  # share of runs that say "better" once the planned sample is there
    pooled: float  # share of runs whose interval, without strata, is wrong at some look
    harmed: dict[str, float]  # share of runs in which each guard, or any, ever shows harm


def _years(planted: Planted, *, runs: int, seed: int) -> Iterator[SimulatedYear]:
    """Yield so many runs of a scenario, some at once, for a year of many takes much memory."""
    chance = np.random.default_rng(seed)
    for begun in range(0, runs, AT_ONCE):
        yield simulate(chance, planted, runs=min(AT_ONCE, runs - begun))


def judged(planted: Planted, *, runs: int, seed: int) -> Judged:
    """Simulate a scenario and judge each of its runs."""
    parts = [_judged(year) for year in _years(planted, runs=runs, seed=seed)]
    return Judged(
        verdicts=sum((one.verdicts for one in parts), Counter()),
        days=[day for one in parts for day in one.days],
        treated=[count for one in parts for count in one.treated],
        **{
            name: float(np.mean([getattr(one, name) for one in parts]))
            for name in ("covered", "fixed", "at_plan", "pooled")
        },
        harmed={
            name: float(np.mean([one.harmed[name] for one in parts])) for name in parts[0].harmed
        },
    )


def _judged(year: SimulatedYear) -> Judged:
    arms = [
        year.sums(arm, arm.resolved, arm.resolved, WAIT) for arm in (year.control, year.changed)
    ]
    whole = compare_arms(*arms, planned=PLANNED)
    newer = compare_arms(*map(_newer, arms), planned=(1 - NOVELTY) * PLANNED)
    exposed, treated_by = (year.cumulated(arm.visitors) for arm in (year.control, year.changed))
    ratio_p = ratio_evidence(exposed, treated_by, year.share)
    harms = {str(one): _harm(year, one) for one in WATCHED}
    any_harm = np.logical_or.reduce(list(harms.values()))
    found = [
        _first(list(_looks(whole, newer.low, ratio_p, any_harm, run)))
        for run in range(year.control.visitors.shape[1])
    ]
    treated = treated_by.sum(axis=0)
    truth = _truth(year, arms)
    wrong = (whole.low > truth) | (whole.high < truth)
    one_low, one_high = (whole.value + side * 1.96 * whole.error for side in (-1, 1))
    known = np.isfinite(whole.low)
    pooled = compare_arms(*map(_pooled, arms), planned=PLANNED)
    enough = (whole.information >= 1).argmax(axis=0)
    return Judged(
        verdicts=Counter(verdict for verdict, _ in found),
        days=[day for _, day in found],
        treated=[int(treated[day, run]) for run, (_, day) in enumerate(found)],
        covered=float(1 - wrong.any(axis=0).mean()),
        fixed=float((known & ((one_low > truth) | (one_high < truth))).any(axis=0).mean()),
        at_plan=float(
            np.mean(
                [
                    verdict is ExperimentVerdict.BETTER and day <= enough[run] + 1
                    for run, (verdict, day) in enumerate(found)
                ]
            )
        ),
        pooled=float(((pooled.low > truth) | (pooled.high < truth)).any(axis=0).mean()),
        harmed={
            name: float(one.any(axis=0).mean()) for name, one in (*harms.items(), ("any", any_harm))
        },
    )


def _looks(
    whole: ArmDifference, newer_low: Array, ratio_p: Array, harmed: Flags, run: int
) -> Iterator[ExperimentLook]:
    """Yield the look of each day of a run."""
    columns = (whole.value, whole.low, whole.high, newer_low, whole.information, ratio_p, harmed)
    lists = (np.asarray(one)[:, run].tolist() for one in columns)
    for day, row in enumerate(zip(*lists, strict=True)):
        value, low, high, newer, information, ratio, harm = row
        yield ExperimentLook(
            days=day + 1,
            value=value,
            low=low,
            high=high,
            newer_low=newer,
            information=information,
            ratio_p=ratio,
            harmed=("a guard",) if harm else (),
        )


def _first(looks: list[ExperimentLook]) -> tuple[ExperimentVerdict, int]:
    """Return the first final verdict, and its day."""
    for day, look in enumerate(looks):
        if (verdict := judge(look, least=LEAST)) not in WAITS:
            return verdict, day
    return judge(looks[-1], least=LEAST), DAYS - 1


def _truth(year: SimulatedYear, arms: list[ArmSums]) -> Array:
    """Return the mean effect on the visitors counted until each look, of shape (DAYS, runs)."""
    effect = year.planted.effect(np.arange(DAYS, dtype=np.float64))
    control, changed = arms
    by_day = np.diff(control.n + changed.n, axis=1, prepend=0)
    moved = np.concatenate([np.zeros(WAIT), effect[: DAYS - WAIT]])[None, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.cumsum(by_day * moved, axis=1) / (control.n + changed.n)
        weight = control.n * changed.n / (control.n + changed.n)
        truth = np.nansum(weight * each, axis=0) / np.nansum(weight, axis=0)
    return np.asarray(np.nan_to_num(truth))


def _newer(sums: ArmSums) -> ArmSums:
    """Return the sums of the visitors who came after `NOVELTY` of the days, at each look."""
    first = (np.arange(DAYS) * NOVELTY).astype(int)
    older = {name: getattr(sums, name)[:, first] for name in ("n", "y", "yy", "x", "xx", "xy")}
    return sums - ArmSums(**older)


def _pooled(sums: ArmSums) -> ArmSums:
    """Return the sums of all strata in one, as a simple comparison has them."""
    names = ("n", "y", "yy", "x", "xx", "xy")
    return ArmSums(**{name: getattr(sums, name).sum(axis=0, keepdims=True) for name in names})


def _harm(year: SimulatedYear, guard: VisitorMetric) -> Flags:
    """Return at which looks a guard shows harm, of shape (DAYS, runs), as the product judges it."""
    control, changed = (_guarded(year, one, guard) for one in (year.control, year.changed))
    found = guard_difference(control, changed, planned=PLANNED, guards=len(WATCHED))
    if guard is VisitorMetric.ORDER_VALUE:
        ordered = [
            _guarded(year, one, VisitorMetric.ORDERED).y.sum(axis=0)
            for one in (year.control, year.changed)
        ]
        return np.asarray((found.high < 0) & (np.minimum(*ordered) >= LEAST_ORDERS))
    return np.asarray(found.high < 0 if guard.more_is_better else found.low > 0)


def _guarded(year: SimulatedYear, arm: SimulatedArm, guard: VisitorMetric) -> ArmSums:
    """Return the sums of what a guard counts at each look."""
    match guard:
        case VisitorMetric.COMPLAINED:
            return _complaints(year, arm)
        case VisitorMetric.ORDER_VALUE:
            return year.sums(arm, arm.orders, arm.orders_square, LATEST)
        case VisitorMetric.ORDERED:
            return year.sums(arm, arm.ordered, arm.ordered, LATEST)
        case VisitorMetric.RETURNED:
            return year.sums(arm, arm.returned, arm.returned, LATEST)
        case _:
            return year.sums(arm, arm.at_once[guard], arm.at_once[guard], 0)


def _complaints(year: SimulatedYear, arm: SimulatedArm) -> ArmSums:
    """Return the complaints that came until each look, of all visitors until then."""
    n = year.cumulated(arm.visitors)
    y = np.cumsum(arm.complaints_stage.astype(np.float64), axis=1)
    zero = np.zeros_like(n)
    return ArmSums(n=n, y=y, yy=y, x=zero, xx=zero, xy=zero)


def late_returns(runs: int) -> str:
    """Return how often it is called better that more is ordered and sent back."""
    planted = Planted(more_buyers=0.012, more_returned=0.19)  # nothing is gained
    planned, better = planned_sample(16.0, 1.0), np.zeros(2)
    for year in _years(planted, runs=runs, seed=7):
        arms = (year.control, year.changed)
        waited = [year.sums(one, one.orders, one.orders_square, LATEST) for one in arms]
        at_once = [year.sums(one, one.gross, one.orders_square, 0) for one in arms]
        low = [compare_arms(*one, planned=planned).low for one in (waited, at_once)]
        better += [(one > 0).any(axis=0).sum() for one in low]
    said = better / runs
    return f"orders that come back: better after {LATEST} days {said[0]:.3f}, at once {said[1]:.3f}"


def split_faults(runs: int) -> Iterator[str]:
    """Yield how often, and when, it is seen that an arm loses visitors."""
    for lost in (0.0, 0.02, 0.05, 0.10):
        first: list[float] = []  # visitors until it is seen, of the runs in which it is
        doubted = 0.0
        for year in _years(Planted(lost=lost), runs=runs, seed=11):
            control, changed = (
                year.cumulated(one.visitors) for one in (year.control, year.changed)
            )
            seen = ratio_evidence(control, changed, year.share) < RATIO_RISK
            total = control.sum(axis=0) + changed.sum(axis=0)
            chi2 = (changed.sum(axis=0) - total / 2) ** 2 / (total / 4) > 10.828
            first += [total[one.argmax(), run] for run, one in enumerate(seen.T) if one.any()]
            doubted += chi2.any(axis=0).sum()
        yield (
            f"  {lost:4.0%} of an arm lost: seen in {len(first) / runs:.3f} of the runs, "
            f"after {np.median(first or [0]):,.0f} visitors; a chi-square p < .001 each day: "
            f"{doubted / runs:.3f}"
        )


def before_values(runs: int) -> str:
    """Return what values from before the exposure save, and whether the interval stays right."""
    chance, spared, wrong = np.random.default_rng(5), [], []
    for _ in range(runs):
        n, known = 20_000, chance.random(20_000) < 0.5
        habit = chance.normal(0, 1, n)
        before = np.where(known, habit + chance.normal(0, 0.5, n), 0.0)
        value, changed = habit + chance.normal(0, 0.7, n), chance.random(n) < 0.5
        sums = [_running(value[of], before[of]) for of in (~changed, changed)]
        found = compare_arms(*sums, planned=n)
        wrong.append(bool(((found.low > 0) | (found.high < 0)).any()))
        spared.append(float(found.explained[-1]))
    return (
        f"values from before, of half of the visitors: {np.mean(spared):.0%} of them spared, "
        f"right at every look in {1 - np.mean(wrong):.3f}"
    )


def _running(y: Array, x: Array, looks: int = 100) -> ArmSums:
    at = np.linspace(0, len(y) - 1, looks).astype(int)
    parts = (np.ones_like(y), y, y**2, x, x**2, x * y)
    n, first, second, before, squares, products = (np.cumsum(one)[at][None] for one in parts)
    return ArmSums(n=n, y=first, yy=second, x=before, xx=squares, xy=products)


def _harm_told(harmed: dict[str, float]) -> str:
    shown = ", ".join(f"{name} {share:.3f}" for name, share in harmed.items() if share)
    return f"    guards that ever show harm in the year: {shown or 'none'}"


def told(name: str, one: Judged, runs: int) -> Iterator[str]:
    """Yield the lines of a scenario's results."""
    shares = {verdict: count / runs for verdict, count in one.verdicts.most_common()}
    better = shares.get(ExperimentVerdict.BETTER, 0.0)
    false = name.startswith(FALSE_IF_BETTER) and better > GOAL_FALSE
    false = false or (name.startswith("no effect") and one.harmed["any"] > GUARD_RISK)
    weak = name.startswith("the ") and one.at_plan < GOAL_POWER
    yield f"{name}: " + ", ".join(f"{verdict} {share:.3f}" for verdict, share in shares.items())
    yield (
        f"    right at every look {one.covered:.3f} (the usual 95 % interval {1 - one.fixed:.3f}, "
        f"without strata {1 - one.pooled:.3f}), better by the planned sample {one.at_plan:.3f}"
        + ("  MISSED" if false or weak or one.covered < GOAL_COVERED else "")
    )
    yield _harm_told(one.harmed)
    yield (
        f"    median {np.median(one.days) + 1:.0f} days, {np.median(one.treated):,.0f} visitors "
        f"had got the change (9 of 10 runs: {np.quantile(one.treated, 0.9):,.0f})"
    )


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000)
    runs = parser.parse_args().runs
    print(describe())
    print(f"least difference worth having {LEAST}, planned {PLANNED:,} visitors, {runs:,} runs")
    for number, (name, planted) in enumerate(SCENARIOS.items()):
        one = judged(planted, runs=runs, seed=number)
        print(*told(name, one, runs), sep="\n", flush=True)
    print(late_returns(runs))
    print(*split_faults(runs), sep="\n")
    print(before_values(runs))


if __name__ == "__main__":
    main()
