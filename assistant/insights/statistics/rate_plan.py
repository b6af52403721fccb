"""Plan the customers that a comparison of rates by bets needs. Pure.

Who looks for a rare effect, or leaves few alone, needs more. The plan is the least number at which
the evidence of `rate_comparison` reaches its bar even where the draw is unlucky: rates as far from
the expected ones as one in twenty draws is at most, in the likeliest way (the delta method:
Lachin, Biostatistical Methods, 2011, section 3.3).

The rate is that of both sides together, so that a plan which follows the data learns nothing of
their difference (blinded re-estimation: Gould, Shih, Communications in Statistics 1992).
"""

from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from assistant.insights.statistics.arm_comparison import ArmSums
from assistant.insights.statistics.intervals import LEVEL
from assistant.insights.statistics.rate_comparison import evidence_beyond

Array = NDArray[np.float64]

POWER = 0.97
"""Chance to see the least difference worth having by the planned sample, as it is aimed at.

With a plan that follows the data it is 95 to 98 of 100: `benchmarks/quality/trigger_plans.py`.
"""

_FEWEST, _MOST = 20.0, 1e7  # customers
_STEPS = 40  # in each of two passes: a third apart, then a hundredth


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePlan:
    """Hold the customers of both sides that a comparison is planned for; `inf`: nobody has as many.

    The share that was held out is that of the customers so far, of strata with both sides.
    """

    customers: float  # at the share that was held out
    at_half: float  # if half of them were
    balanced: float  # customers, half on each side, who tell as much: `planned` of `compare_rates`


def plan_rates(
    control: ArmSums, changed: ArmSums, *, least: float, level: float
) -> RatePlan | None:
    """Return the plan to see a difference of `least`; None: nobody is on one of the sides.

    Sums are of shape (K,), of values that are 0 or 1; `least` and `level` as of
    `planned_customers`.
    """
    both = (control.n > 0) & (changed.n > 0)
    held, customers = float(control.n[both].sum()), float((control.n + changed.n)[both].sum())
    if not held:
        return None
    share = held / customers
    events = (control.y + changed.y)[both].sum()
    rate = float(cautious_rate(events, np.asarray(customers)))
    planned = planned_customers(rate, least, held_out=share, level=level)
    return RatePlan(
        customers=planned,
        at_half=planned_customers(rate, least, held_out=0.5, level=level),
        balanced=4 * share * (1 - share) * planned,
    )


def cautious_rate(events: Array, customers: Array) -> Array:
    """Return the rate to plan with: of those that the counts allow, the one nearest to a half.

    It needs the most customers. A rate that is low by chance would end a comparison too early.
    The bounds are Wilson's (`intervals.wilson`), at `LEVEL`.
    """
    z2 = float(ndtri((1 + LEVEL) / 2)) ** 2
    share = events / customers
    middle = (share + z2 / (2 * customers)) / (1 + z2 / customers)
    spread = share * (1 - share) / customers + z2 / (4 * customers**2)
    half = np.sqrt(z2 * spread) / (1 + z2 / customers)
    return np.asarray(np.clip(0.5, middle - half, middle + half))


def planned_customers(rate: float, least: float, *, held_out: float, level: float) -> float:
    """Return the customers of both sides that it takes to see a difference of `least`.

    `rate` in [0, 1] is that of both sides together; `least` is the changed rate less the control's,
    in [-1, 1]; `held_out` in (0, 1) is the control's share of the customers; `level` is the
    interval's. `inf`: more than ten million.

    Raises:
        ValueError: no difference, or nobody on a side.
    """
    if not least or not 0 < held_out < 1:
        msg = f"a difference of {least} with {held_out} held out"
        raise ValueError(msg)
    sign = 1.0 if least > 0 else -1.0
    low, high = max(0.0, -least), min(1.0, 1.0 - least)
    control = min(max(rate - (1 - held_out) * least, low), high)
    bar = np.log(2 / (1 - level))
    tried = np.geomspace(_FEWEST, _MOST, _STEPS)
    for _ in range(2):  # coarsely, and then between the last that is too few and the first enough
        sizes = np.stack([held_out * tried, (1 - held_out) * tried])
        enough = np.flatnonzero(_unlucky(sizes, control, least, sign) >= bar)
        if not enough.size:
            return inf
        first = enough[0]
        tried = np.geomspace(tried[max(first - 1, 0)], tried[first], _STEPS)
    return float(ceil(tried[-1]))


def _unlucky(sizes: Array, control: float, least: float, sign: float) -> Array:
    """Return the evidence of a difference, of an unlucky draw; sizes are of shape (2, tried)."""
    rates = np.array([[control], [control + least]])
    spread = rates * (1 - rates) / sizes
    away = sign * float(ndtri(POWER)) * spread / np.sqrt(spread.sum(axis=0))
    seen = np.clip(rates + away * np.array([[1.0], [-1.0]]), 0.0, 1.0)
    control_sums, changed_sums = (_sums(n, n * p) for n, p in zip(sizes, seen, strict=True))
    return evidence_beyond(control_sums, changed_sums, np.zeros(1), sign=sign)


def _sums(n: Array, y: Array) -> ArmSums:
    none = np.zeros((1, n.size))
    return ArmSums(n=n[None], y=y[None], yy=y[None], x=none, xx=none, xy=none)
