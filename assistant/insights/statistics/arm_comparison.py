"""Compare the arms of an experiment by intervals that hold at every look. Pure.

Visitors are counted in strata, one for each share that the changed arm had: while a roll-out goes
from 1 % to 50 %, a busy season would else look like an effect. The difference of each stratum
counts with n1 n0 / (n1 + n0) (Mantel, Haenszel 1959). Its process is a martingale, so that a normal
mixture bounds it at every look at once (Robbins 1970; Waudby-Smith, Arbour, Sinha, Kennedy,
Ramdas, Annals of Statistics 2024, theorem 2.2). A value from before the exposure takes its share
of the spread away (CUPED: Deng, Xu, Kohavi, Walker, WSDM 2013).
Simulations that chose the limits: benchmarks/quality/experiments.py.
"""

from dataclasses import dataclass, replace
from math import ceil, log

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from assistant.insights.statistics.intervals import LEVEL

Array = NDArray[np.float64]

POWER = 0.9
"""Chance to see the least difference worth having at the planned sample, as it is aimed at.

In simulated years it was 83 to 88 %: `docs/decisions/0062-experiments.md`.
"""

LEAST_INFORMATION = 0.1
"""Share of the planned sample before which no interval is told: the spread is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmSums:
    """Hold sums over the visitors of one arm, each of shape (K, ...) for K strata."""

    n: Array  # visitors
    y: Array  # their values
    yy: Array  # squares of these
    x: Array  # values from before the exposure; 0 of visitors who have none
    xx: Array
    xy: Array

    def of(self, at: int) -> "ArmSums":
        """Return the sums, of shape (K,), of one of several values: those at `[..., at]`."""
        return ArmSums(
            n=self.n[..., at],
            y=self.y[..., at],
            yy=self.yy[..., at],
            x=self.x[..., at],
            xx=self.xx[..., at],
            xy=self.xy[..., at],
        )

    def __sub__(self, other: "ArmSums") -> "ArmSums":
        return ArmSums(
            n=self.n - other.n,
            y=self.y - other.y,
            yy=self.yy - other.yy,
            x=self.x - other.x,
            xx=self.xx - other.xx,
            xy=self.xy - other.xy,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmDifference:
    """Hold the difference of two arms' means, the changed less the other; all of shape (...)."""

    value: Array
    error: Array  # standard error
    low: Array  # interval that holds at every look; -inf: too few visitors
    high: Array
    information: Array  # of what the planned sample would have, 1: all
    explained: Array  # of the variance, by the values from before, in [0, 1]


def compare_arms(
    control: ArmSums, changed: ArmSums, *, planned: float, level: float = LEVEL
) -> ArmDifference:
    """Return the difference of the arms; `planned` is the sample of both arms, half of it each.

    Raises:
        ValueError: the planned sample is not positive.
    """
    if planned <= 0:
        msg = f"a planned sample of {planned}"
        raise ValueError(msg)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = control.n * changed.n / (control.n + changed.n)
        weight = np.where((control.n > 1) & (changed.n > 1), weight, 0.0)
        total = weight.sum(axis=0)
        slope, explained = _slope(control, changed, weight > 0)
        (one, spread_one), (other, spread_other) = (
            _adjusted(arm, slope) for arm in (changed, control)
        )
        pooled = (spread_one + spread_other) / (changed.n + control.n - 2)
        each = _variance(spread_one, changed.n, pooled) + _variance(spread_other, control.n, pooled)
        value = np.where(weight > 0, weight * (one - other), 0.0).sum(axis=0) / total
        error = np.sqrt(np.where(weight > 0, weight**2 * each, 0.0).sum(axis=0)) / total
        information = 4 * total / planned
        half = error * bound_at(information, 1 - level)
    known = (information >= LEAST_INFORMATION) & np.isfinite(half)
    return ArmDifference(
        value=value,
        error=error,
        low=np.where(known, value - half, -np.inf),
        high=np.where(known, value + half, np.inf),
        information=information,
        explained=explained,
    )


def unknown(difference: ArmDifference) -> ArmDifference:
    """Return a difference whose interval is not known yet."""
    none = np.full_like(difference.value, np.inf)
    return replace(difference, low=-none, high=none)


def bound_at(information: Array, risk: float) -> Array:
    """Return how many standard errors an interval has to either side, to hold at every look.

    `risk` in (0, 1) is the chance that it ever misses. It is narrowest where `information` is 1.
    Source of the tuning: Howard, Ramdas, McAuliffe, Sekhon, Annals of Statistics 2021, section 3.5.
    """
    tuned = _tuned(risk) * information
    return np.asarray(np.sqrt((1 + 1 / tuned) * np.log((1 + tuned) / risk**2)))


def planned_sample(deviation: float, least: float, *, level: float = LEVEL) -> int:
    """Return the visitors of both arms that it takes to see `least`, aiming at `POWER`.

    `deviation` is the standard deviation of visitors' values, in the unit of `least`.

    Raises:
        ValueError: one of them is not positive.
    """
    if deviation <= 0 or least <= 0:
        msg = f"a difference of {least} with a deviation of {deviation}"
        raise ValueError(msg)
    errors = float(bound_at(np.asarray(1.0), 1 - level)) + float(ndtri(POWER))
    return ceil(4 * (errors * deviation / least) ** 2)


def ratio_evidence(control: Array, changed: Array, share: Array) -> Array:
    """Return the p-value, valid at every look, that visitors were not split as they should be.

    All are of shape (K, ...) or broadcast to it: counts by stratum, and the share in (0, 1) that
    the changed arm has there. The counts' martingale is mixed over as the difference is.
    Source: the same as of `compare_arms`; Lindon, Malek, NeurIPS 2022, show why looks need it.
    """
    surplus = (changed - share * (control + changed)).sum(axis=0)
    variance = ((control + changed) * share * (1 - share)).sum(axis=0)
    prior = _RATIO_PRIOR
    log_evidence = surplus**2 / (2 * (variance + prior)) + 0.5 * np.log(prior / (variance + prior))
    return np.asarray(np.exp(-np.maximum(log_evidence, 0.0)))


RATIO_RISK = 0.001
"""Most chance that a right split is ever taken for a wrong one."""

_RATIO_PRIOR = 250.0  # variance of the counts at which a fault is seen soonest: of 1,000 visitors


def _tuned(risk: float) -> float:
    return -2 * log(risk) + log(1 - 2 * log(risk))


def _slope(control: ArmSums, changed: ArmSums, counted: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return the slope of values on those from before, of all strata, and its share of spread."""
    xx, xy, yy = (
        np.where(counted, _spread(control, of) + _spread(changed, of), 0.0).sum(axis=0)
        for of in ("xx", "xy", "yy")
    )
    slope = np.where(xx > 0, xy / np.where(xx > 0, xx, 1.0), 0.0)
    explained = np.where(yy > 0, slope * xy / np.where(yy > 0, yy, 1.0), 0.0)
    return slope, explained


def _spread(arm: ArmSums, of: str) -> Array:
    """Return a sum of squares, or of products, around the means of an arm."""
    match of:
        case "xx":
            return np.asarray(arm.xx - arm.x**2 / arm.n)
        case "xy":
            return np.asarray(arm.xy - arm.x * arm.y / arm.n)
        case _:
            return np.asarray(arm.yy - arm.y**2 / arm.n)


def _adjusted(arm: ArmSums, slope: Array) -> tuple[Array, Array]:
    """Return the mean of an arm, and its sum of squares, adjusted by the values from before."""
    spread = _spread(arm, "yy") - 2 * slope * _spread(arm, "xy") + slope**2 * _spread(arm, "xx")
    return (arm.y - slope * arm.x) / arm.n, np.maximum(spread, 0.0)


def _variance(spread: Array, n: Array, pooled: Array) -> Array:
    """Return the variance of an arm's mean, by its own spread or that of both, if it is more.

    An arm of few visitors whose events are rare would else seem to have no spread.
    """
    return np.asarray(np.maximum(spread / (n - 1), pooled) / n)
