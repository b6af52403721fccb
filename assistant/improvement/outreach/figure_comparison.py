"""Compare a figure of customers' orders on the two sides of a draw. Pure.

Sides are compared within each share that was drawn, as an experiment's stages are. An interval
holds at every look: of who ordered by `rate_comparison`, of amounts by `arm_comparison`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assistant.insights.statistics.arm_comparison import ArmSums, Array, compare_arms
from assistant.insights.statistics.rate_comparison import compare_rates

LEAST_ORDERS = 30
"""Customers who ordered, on each side, before an interval of amounts is told.

With fewer the spread of a side is not known, and an interval would miss more often than it says.
"""

ANY = 1.0
"""Customers of a plan without a comparison."""

FigureSums = Mapping[int | None, tuple[int, float, float]]
"""By the share of the draw: customers of a side, the sum of their figure, and of its squares."""


class OrderFigure(StrEnum):
    """Name the figures of a customer's orders in the days that are followed; more is better."""

    ORDERED = "ordered"  # ordered again, 0 or 1
    PAID = "paid"  # minor units that stay with the shop, after codes, returns and refunds
    MARGIN = "margin"  # the same without tax and costs


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """Hold one figure of both sides, and its difference."""

    figure: OrderFigure
    given: float  # mean of the customers that the draw gave to codes or to the message
    held_out: float
    value: float  # the first less the second, within the shares of the draw
    low: float | None  # interval that holds at every look; None: too early for one
    high: float | None
    progress: float = 0.0  # share of the planned sample's information, 1: all of it

    @property
    def is_good(self) -> bool | None:
        """Return whether the difference is surely good, or surely harm; None: neither."""
        if self.low is None or self.high is None:
            return None
        if self.low > 0:
            return True
        return False if self.high < 0 else None


def compare_figure(
    figure: OrderFigure,
    held: FigureSums,
    given: FigureSums,
    *,
    planned: float,
    level: float,
    is_enough: bool = True,
) -> FigureLine:
    """Return the line of a figure, without its interval where the orders are not enough.

    `planned` is the sample of both sides, in customers; `level` is of the interval, (0, 1).
    """
    shares = shares_of(held, given)
    compare = compare_rates if figure is OrderFigure.ORDERED else compare_arms
    sides = (arm_sums(held, shares), arm_sums(given, shares))
    found = compare(*sides, planned=planned, level=level)
    return FigureLine(
        figure=figure,
        given=_mean(given),
        held_out=_mean(held),
        value=float(np.nan_to_num(found.value)),
        low=_finite(found.low) if is_enough else None,
        high=_finite(found.high) if is_enough else None,
        progress=float(np.nan_to_num(found.information)),
    )


def shares_of(held: FigureSums, given: FigureSums) -> list[int | None]:
    """Return the shares that were drawn on either side, one at least."""
    return list(dict.fromkeys([*held, *given])) or [None]


def arm_sums(side: FigureSums, shares: Sequence[int | None]) -> ArmSums:
    """Return the sums of one side, of shape (shares of the draw,)."""
    n, y, yy = np.array([side.get(one, (0, 0.0, 0.0)) for one in shares], dtype=float).T
    none = np.zeros_like(y)
    return ArmSums(n=n, y=y, yy=yy, x=none, xx=none, xy=none)


def _mean(side: FigureSums) -> float:
    customers = sum(count for count, _, _ in side.values())
    return sum(total for _, total, _ in side.values()) / customers if customers else 0.0


def _finite(value: Array) -> float | None:
    return float(value) if np.isfinite(value) else None
