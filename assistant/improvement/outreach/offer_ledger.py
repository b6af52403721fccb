"""Compare customers who may get a code with those the draw leaves alone. Pure.

By intention to treat: a customer is on the side that the draw gave them, whether a code was made,
told or used. Sides are compared within each share that was drawn, as an experiment's stages are.
The intervals of an occasion hold together and at every look: of who ordered by `rate_comparison`,
of amounts by `arm_comparison`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from assistant.improvement.outreach.message_ledger import HeldOutLedger
from assistant.insights.statistics.arm_comparison import ArmSums, Array, compare_arms
from assistant.insights.statistics.intervals import LEVEL
from assistant.insights.statistics.rate_comparison import compare_rates
from assistant.insights.statistics.rate_plan import plan_rates
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.operations.goodwill.offers.ports import OfferSide

LEAST = 0.1
"""Change of the share who order again that is worth a code: it makes one order of ten customers.

Our choice: at half of it, the codes that would not have been needed cost what the orders bring.
"""

LEAST_ORDERS = 30
"""Customers who ordered, on each side, before an interval of amounts is told.

With fewer the spread of a side is not known: intervals missed in up to 24 of 100 simulated runs,
now in 2 at most, from 2 to 20 % who order and from 5 to 20 % held out.
"""


_ANY = 1.0  # customers, of a plan without a comparison


class OfferFigure(StrEnum):
    """Name the figures of a customer, from the offer to its end; more of each is better."""

    ORDERED = "ordered"  # ordered again, 0 or 1
    PAID = "paid"  # minor units that the shop still holds, after the code, returns and refunds
    MARGIN = "margin"  # the same without tax and costs


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """Hold one figure of both sides, and its difference."""

    figure: OfferFigure
    given: float  # mean of the customers that the draw gave to codes
    held_out: float
    value: float  # the first less the second, within the shares of the draw
    low: float | None  # interval that holds at every look; None: too early for one
    high: float | None

    @property
    def is_good(self) -> bool | None:
        """Return whether the difference is surely good, or surely harm; None: neither."""
        if self.low is None or self.high is None:
            return None
        if self.low > 0:
            return True
        return False if self.high < 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLedger(HeldOutLedger):
    """Hold the effects of the codes of an occasion."""

    occasion: OfferOccasion
    given: int  # customers whose orders are known
    lines: Sequence[FigureLine]  # margin only where the cost of every order is known
    newest: datetime | None  # when the last customer was drawn


def offer_ledger(occasion: OfferOccasion, sides: Iterable[OfferSide]) -> OfferLedger:
    """Return the ledger of an occasion from the sums of its sides."""
    mine = [one for one in sides if one.occasion is occasion]
    given = [one for one in mine if not one.is_held_out]
    held = [one for one in mine if one.is_held_out]
    shares = sorted({one.held_percent for one in mine}) or [0]
    whole = all(one.with_margin == one.customers for one in mine)
    orders = [_sums(of, shares, OfferFigure.ORDERED) for of in (held, given)]
    figures = [one for one in OfferFigure if whole or one is not OfferFigure.MARGIN]
    level = 1 - (1 - LEVEL) / len(figures)  # Bonferroni
    enough = min(sum(one.ordered for one in of) for of in (given, held)) >= LEAST_ORDERS
    plan = plan_rates(*orders, least=LEAST, level=level)
    found = {
        figure: (compare_rates if figure is OfferFigure.ORDERED else compare_arms)(
            _sums(held, shares, figure),
            _sums(given, shares, figure),
            planned=plan.balanced if plan else _ANY,
            level=level,
        )
        for figure in figures
    }
    return OfferLedger(
        occasion=occasion,
        given=sum(one.customers for one in given),
        held_out=sum(one.customers for one in held),
        plan=plan,
        progress=float(np.nan_to_num(found[OfferFigure.ORDERED].information)),
        lines=[
            FigureLine(
                figure=figure,
                given=_mean(given, figure),
                held_out=_mean(held, figure),
                value=float(np.nan_to_num(one.value)),
                low=_finite(one.low) if enough or figure is OfferFigure.ORDERED else None,
                high=_finite(one.high) if enough or figure is OfferFigure.ORDERED else None,
            )
            for figure, one in found.items()
        ],
        newest=max((one.newest for one in mine), default=None),
    )


def _sums(sides: Sequence[OfferSide], shares: Sequence[int], figure: OfferFigure) -> ArmSums:
    """Return the sums of one side, of shape (shares of the draw,)."""
    of_share = {one.held_percent: one for one in sides}
    n, y, yy = np.zeros((3, len(shares)))
    for row, share in enumerate(shares):
        if share in of_share:
            n[row] = of_share[share].customers
            y[row], yy[row] = _pair(of_share[share], figure)
    none = np.zeros_like(y)
    return ArmSums(n=n, y=y, yy=yy, x=none, xx=none, xy=none)


def _pair(side: OfferSide, figure: OfferFigure) -> tuple[float, float]:
    """Return the sum of a figure over a side, and that of its squares."""
    match figure:
        case OfferFigure.ORDERED:
            return float(side.ordered), float(side.ordered)
        case OfferFigure.PAID:
            return side.paid, side.paid_squares
        case OfferFigure.MARGIN:
            return side.margin, side.margin_squares


def _mean(sides: Sequence[OfferSide], figure: OfferFigure) -> float:
    customers = sum(one.customers for one in sides)
    return sum(_pair(one, figure)[0] for one in sides) / customers if customers else 0.0


def _finite(value: Array) -> float | None:
    return float(value) if np.isfinite(value) else None
