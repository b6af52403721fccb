"""Compare customers who may get a code with those the draw leaves alone. Pure.

By intention to treat: a customer is on the side that the draw gave them, whether a code was made,
told or used. The intervals of an occasion hold together and at every look (`figure_comparison`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.improvement.outreach.figure_comparison import (
    ANY,
    LEAST_ORDERS,
    FigureLine,
    FigureSums,
    OrderFigure,
    arm_sums,
    compare_figure,
    shares_of,
)
from assistant.improvement.outreach.message_ledger import HeldOutLedger
from assistant.insights.statistics.intervals import LEVEL
from assistant.insights.statistics.rate_plan import plan_rates
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.operations.goodwill.offers.ports import OfferSide

LEAST = 0.1
"""Change of the share who order again that is worth a code: it makes one order of ten customers.

Our choice: at half of it, the codes that would not have been needed cost what the orders bring.
"""


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
    whole = all(one.with_margin == one.customers for one in mine)
    figures = [one for one in OrderFigure if whole or one is not OrderFigure.MARGIN]
    level = 1 - (1 - LEVEL) / len(figures)  # Bonferroni
    enough = min(sum(one.ordered for one in of) for of in (given, held)) >= LEAST_ORDERS
    orders = [_sums(of, OrderFigure.ORDERED) for of in (held, given)]
    shares = shares_of(*orders)
    plan = plan_rates(*(arm_sums(of, shares) for of in orders), least=LEAST, level=level)
    lines = [
        compare_figure(
            figure,
            _sums(held, figure),
            _sums(given, figure),
            planned=plan.balanced if plan else ANY,
            level=level,
            is_enough=enough or figure is OrderFigure.ORDERED,
        )
        for figure in figures
    ]
    return OfferLedger(
        occasion=occasion,
        given=sum(one.customers for one in given),
        held_out=sum(one.customers for one in held),
        plan=plan,
        progress=lines[0].progress,
        lines=lines,
        newest=max((one.newest for one in mine), default=None),
    )


def _sums(sides: Sequence[OfferSide], figure: OrderFigure) -> FigureSums:
    return {one.held_percent: (one.customers, *_pair(one, figure)) for one in sides}


def _pair(side: OfferSide, figure: OrderFigure) -> tuple[float, float]:
    """Return the sum of a figure over a side, and that of its squares."""
    match figure:
        case OrderFigure.ORDERED:
            return float(side.ordered), float(side.ordered)
        case OrderFigure.PAID:
            return side.paid, side.paid_squares
        case OrderFigure.MARGIN:
            return side.margin, side.margin_squares
