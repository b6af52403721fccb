"""Simulate a year of a shop's visitors in two arms, with effects that are known."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.insights.statistics.arm_comparison import ArmSums

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

DAYS = 365
A_DAY = 200  # visitors, on average
LATEST = 30  # days after which no order comes back

AT_ONCE_GUARDS = {"handed_over": 0.10, "disliked": 0.02, "unanswered": 0.08, "waited": 0.03}
"""Shares of the visitors of either arm to whom what each of these guards counts happens at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Hold what differs between the arms, and how visitors come."""

    resolved: float = 0.60  # share of visitors, before the season
    effect: Callable[[Array], Array] = np.zeros_like  # on that share, by day
    complaints: float = 0.02  # share of visitors, within days
    more_complaints: float = 0.0
    shares: tuple[tuple[int, float], ...] = ((DAYS, 0.5),)  # days, and the changed arm's share
    lost: float = 0.0  # share of the changed arm's visitors who are never counted
    buyers: float = 0.05
    more_buyers: float = 0.0
    returned: float = 0.12  # share of orders
    more_returned: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedArm:
    """Hold an arm's counts by day of the exposure and run, each of shape (DAYS, runs)."""

    visitors: Counts
    resolved: Counts
    complaints: Counts  # by the day of the complaint
    complaints_stage: Counts  # (K, DAYS, runs), by the stage of the exposure
    at_once: dict[str, Counts]  # what other guards count, by their name
    ordered: Array  # visitors who keep what they order
    returned: Array  # those who send it back
    orders: Array  # value of the orders, less those that come back
    orders_square: Array
    gross: Array  # value of the orders


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedYear:
    """Hold both arms of a year."""

    planted: Planted
    control: SimulatedArm
    changed: SimulatedArm
    stage: Counts = field(repr=False)  # (DAYS,), the number of the stage

    @property
    def share(self) -> Array:
        """Return the share of the changed arm by stage, of shape (K, 1, 1)."""
        return np.array([share for _, share in self.planted.shares])[:, None, None]

    def sums(self, arm: SimulatedArm, y: Array | Counts, yy: Array | Counts, wait: int) -> ArmSums:
        """Return the sums at each look, of visitors whose `wait` days are over: (K, DAYS, runs)."""
        of = (self.cumulated(_later(one, wait), wait) for one in (arm.visitors, y, yy))
        n, first, second = of
        zero = np.zeros_like(n)
        return ArmSums(n=n, y=first, yy=second, x=zero, xx=zero, xy=zero)

    def cumulated(self, by_day: Array | Counts, wait: int = 0) -> Array:
        """Return sums until each day, by stage of the exposure: (K, DAYS, runs)."""
        stage = np.concatenate([np.zeros(wait, np.int64), self.stage[: DAYS - wait]])
        stages = range(len(self.planted.shares))
        parts = [np.where((stage == one)[:, None], by_day, 0) for one in stages]
        return np.cumsum(np.stack(parts).astype(np.float64), axis=1)


def simulate(chance: np.random.Generator, planted: Planted, *, runs: int) -> SimulatedYear:
    """Return a year of visitors; more come before the feast, and fewer of them are content."""
    day = np.arange(DAYS, dtype=np.float64)
    season = 1 + 0.6 * np.exp(-(((day - 120) / 25) ** 2)) + 0.15 * np.sin(2 * np.pi * day / 7)
    days, shares = zip(*planted.shares, strict=True)
    stage = np.repeat(np.arange(len(days)), days)[:DAYS]
    visitors = chance.poisson((A_DAY * season)[:, None], (DAYS, runs))
    changed = chance.binomial(visitors, np.asarray(shares)[stage][:, None])
    base = planted.resolved - 0.12 * (season - 1)
    effect = planted.effect(day)
    counted = chance.binomial(changed, 1 - planted.lost)
    return SimulatedYear(
        planted=planted,
        control=_arm(chance, planted, visitors - changed, base, stage, changed=False),
        changed=_arm(chance, planted, counted, base + effect, stage, changed=True),
        stage=stage,
    )


def _arm(
    chance: np.random.Generator,
    planted: Planted,
    visitors: Counts,
    resolved: Array,
    stage: Counts,
    *,
    changed: bool,
) -> SimulatedArm:
    more = float(changed)
    complain = planted.complaints + more * planted.more_complaints
    by_stage = np.stack(
        [
            _spread_over(chance, np.where((stage == one)[:, None], visitors, 0), complain)
            for one in range(len(planted.shares))
        ]
    )
    buyers = chance.binomial(visitors, planted.buyers + more * planted.more_buyers)
    at_once = {name: chance.binomial(visitors, share) for name, share in AT_ONCE_GUARDS.items()}
    gross, net, square, returned = _orders(
        chance, buyers, planted.returned + more * planted.more_returned
    )
    return SimulatedArm(
        visitors=visitors,
        resolved=chance.binomial(visitors, resolved[:, None]),
        complaints=by_stage.sum(axis=0),
        complaints_stage=by_stage,
        at_once=at_once,
        ordered=buyers - returned,
        returned=returned,
        orders=net,
        orders_square=square,
        gross=gross,
    )


def _spread_over(chance: np.random.Generator, visitors: Counts, share: float) -> Counts:
    """Return events by day, each 0 to 5 days after the visitor came."""
    left, found = chance.binomial(visitors, share), np.zeros_like(visitors)
    for after in range(6):
        now = left if after == 5 else chance.binomial(left, 0.4)
        left = left - now
        found += _later(now, after)
    return found


def _orders(
    chance: np.random.Generator, buyers: Counts, returned: float
) -> tuple[Array, Array, Array, Array]:
    """Return the values of orders, of those that are kept, their squares, and who sends back."""
    place = np.repeat(np.arange(buyers.size), buyers.ravel())
    value = chance.lognormal(4.0, 0.6, len(place))
    back = chance.random(len(place)) < returned
    kept = np.where(back, 0.0, value)

    def by_day(of: Array) -> Array:
        return np.bincount(place, of, buyers.size).astype(np.float64).reshape(buyers.shape)

    return by_day(value), by_day(kept), by_day(kept**2), by_day(back.astype(np.float64))


def _later(by_day: Any, days: int) -> Any:  # noqa: ANN401  # counts or values, of one shape
    """Return the counts some days later."""
    if not days:
        return by_day
    moved = np.zeros_like(by_day)
    moved[days:] = by_day[:-days]
    return moved
