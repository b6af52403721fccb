"""Compare customers that a trigger writes to with those it leaves alone, by the draw. Pure.

By intention to treat: a customer is on the side that the draw gave them, whether the message was
written or not. Sides are compared within each share that was drawn, as an experiment's stages are.
The intervals of a trigger hold together and at every look (`rate_comparison`), for the page is
looked at daily. Amounts are shown and not judged; their intervals hold together, apart from those.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assistant.insights.statistics.arm_comparison import ArmSums, compare_arms
from assistant.insights.statistics.intervals import LEVEL
from assistant.insights.statistics.rate_comparison import compare_rates
from assistant.insights.statistics.rate_plan import RatePlan, plan_rates
from assistant.outreach.intents import AmountTally, ArmTally
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import Trigger, TriggerName

WANTED: Mapping[OutreachEffect, int] = {
    OutreachEffect.CONTACTED: -1,  # contacts spared, by messages that ask for no reply
    OutreachEffect.COMPLAINED: -1,
    OutreachEffect.ORDERED: 1,
    OutreachEffect.RETURNED: -1,
    OutreachEffect.STOPPED: -1,
}
"""The sign of a difference that is good for the customer and the shop."""

TOLERATED: Mapping[OutreachEffect, float] = {OutreachEffect.STOPPED: 0.02}
"""Largest difference on the bad side that is no harm, [0, 1].

Customers that were left alone have nothing to stop, so any message has more STOP than none has.
Our choice: one customer in fifty.
"""

LEAST_ORDERS = 30
"""Customers who ordered, on each side, before an interval of amounts is told.

With fewer the spread of a side is not known, and an interval would miss more often than it says.
"""

ANY = 1.0
"""Customers of a plan without a comparison."""

LEAST = 0.1
"""Change of the share of customers that is worth a message: it does good to one in ten.

Our choice. To see half of it takes four times as many customers, whom few shops have.
"""


class TriggerVerdict(StrEnum):
    """Name the verdicts on a trigger."""

    TOO_EARLY = "too_early"  # fewer than the planned sample, and no interval is off zero
    HELPS = "helps"  # an interval lies on the good side, and none on the bad one
    HARMS = "harms"  # an interval lies on the bad side
    NOTHING = "nothing"  # after the planned sample, no interval is off zero


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectLine:
    """Hold one effect on both sides, and its difference."""

    effect: OutreachEffect
    written: float  # share of the customers that the draw gave to the message, [0, 1]
    held_out: float
    value: float  # the first less the second, within the shares of the draw, [-1, 1]
    low: float | None  # interval that holds at every look; None: too early for one
    high: float | None
    is_judged: bool = True  # more or less of it is good or bad; else it is shown alone

    @property
    def is_good(self) -> bool | None:
        """Return whether the difference is surely good, or surely harm; None: neither."""
        if self.low is None or self.high is None or not self.is_judged:
            return None
        wants_more = WANTED[self.effect] > 0
        low, high = (self.low, self.high) if wants_more else (-self.high, -self.low)
        if low > 0:
            return True
        return False if high < -TOLERATED.get(self.effect, 0.0) else None


class OrderFigure(StrEnum):
    """Name the figures of a customer's orders in the days that are followed; more is better."""

    PAID = "paid"  # minor units that stay with the shop, after returns and refunds
    MARGIN = "margin"  # the same without tax and costs


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """Hold one figure of both sides, and its difference."""

    figure: OrderFigure
    given: float  # mean of the customers that the draw gave to the message
    held_out: float
    value: float  # the first less the second, within the shares of the draw
    low: float | None  # interval that holds at every look; None: too early for one
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerLedger:
    """Hold the effects of a trigger's messages, beside customers who were left alone."""

    trigger: TriggerName
    aim: OutreachEffect
    least: float  # of the aim's difference, worth having, [-1, 1]
    written: int  # customers whose days are over
    held_out: int
    plan: RatePlan | None  # None: nobody is on one of the sides
    progress: float  # share of the planned sample's information, 1: all of it
    lines: Sequence[EffectLine]
    amounts: Sequence[FigureLine]  # empty: of nobody; margin only where every cost is known
    priced: int  # of those written to, whose orders are known

    @property
    def verdict(self) -> TriggerVerdict:
        """Return the verdict: an effect at any look, none only after the planned sample."""
        good = [line.is_good for line in self.lines]
        if False in good:
            return TriggerVerdict.HARMS
        if True in good:
            return TriggerVerdict.HELPS
        return TriggerVerdict.TOO_EARLY if self.progress < 1 else TriggerVerdict.NOTHING

    @property
    def is_to_end(self) -> bool:
        """Return whether people should turn it off: it harms, or does nothing."""
        return self.verdict in (TriggerVerdict.HARMS, TriggerVerdict.NOTHING)


def ledgers_of(triggers: Iterable[Trigger], tallies: Collection[ArmTally]) -> list[TriggerLedger]:
    """Return the ledgers of triggers; each takes some milliseconds: call it in a thread."""
    return [ledger_of(one, tallies) for one in triggers]


def ledger_of(trigger: Trigger, tallies: Iterable[ArmTally]) -> TriggerLedger:
    """Return the ledger of a trigger from the tallies of its sides."""
    mine = [one for one in tallies if one.trigger is trigger.name]
    written = [one for one in mine if not one.held_out]
    left = [one for one in mine if one.held_out]
    shares = list(dict.fromkeys(one.held_percent for one in mine)) or [None]
    control, changed = _sums(left, shares), _sums(written, shares)
    level = 1 - (1 - LEVEL) / len(OutreachEffect)  # Bonferroni
    aim = list(OutreachEffect).index(trigger.aim)
    least = LEAST * WANTED[trigger.aim]
    plan = plan_rates(control.of(aim), changed.of(aim), least=least, level=level)
    planned = plan.balanced if plan else ANY
    found = compare_rates(control, changed, planned=planned, level=level)
    lines = [
        EffectLine(
            effect=effect,
            written=_share(written, effect),
            held_out=_share(left, effect),
            value=float(np.nan_to_num(found.value[at])),
            low=_finite(found.low[at]),
            high=_finite(found.high[at]),
            is_judged=effect is not OutreachEffect.CONTACTED or trigger.spares_contacts,
        )
        for at, effect in enumerate(OutreachEffect)
    ]
    return TriggerLedger(
        trigger=trigger.name,
        aim=trigger.aim,
        least=least,
        written=_customers(written),
        held_out=_customers(left),
        plan=plan,
        progress=float(np.nan_to_num(found.information).max()),
        lines=lines,
        amounts=_amounts(left, written, planned),
        priced=sum(one.amounts.customers for one in written),
    )


def _amounts(
    left: Sequence[ArmTally], written: Sequence[ArmTally], planned: float
) -> list[FigureLine]:
    """Return the lines of amounts, of the customers whose orders are known."""
    every = [one.amounts for one in (*left, *written)]
    if not any(one.customers for one in every):
        return []
    whole = all(one.with_margin == one.customers for one in every)
    figures = [OrderFigure.PAID, *([OrderFigure.MARGIN] if whole else [])]
    payers = (sum(one.amounts.payers for one in side) for side in (left, written))
    level = 1 - (1 - LEVEL) / len(figures)  # Bonferroni
    enough = min(payers) >= LEAST_ORDERS
    return [
        _compared(one, left, written, planned, level=level, is_enough=enough) for one in figures
    ]


def _compared(
    figure: OrderFigure,
    left: Sequence[ArmTally],
    written: Sequence[ArmTally],
    planned: float,
    *,
    level: float,
    is_enough: bool,
) -> FigureLine:
    """Return the line of a figure, without its interval where the orders are not enough."""
    shares = list(dict.fromkeys(one.held_percent for one in (*left, *written)))
    held, given = _figure_sums(left, figure, shares), _figure_sums(written, figure, shares)
    found = compare_arms(held, given, planned=planned, level=level)
    return FigureLine(
        figure=figure,
        given=_mean(given),
        held_out=_mean(held),
        value=float(np.nan_to_num(found.value)),
        low=_finite(float(found.low)) if is_enough else None,
        high=_finite(float(found.high)) if is_enough else None,
    )


def _figure_sums(
    sides: Sequence[ArmTally], figure: OrderFigure, shares: Sequence[int | None]
) -> ArmSums:
    """Return the sums of a figure of one side, of shape (shares of the draw,)."""
    of_share = {one.held_percent: one.amounts for one in sides}
    rows = [of_share.get(one, AmountTally()) for one in shares]
    is_paid = figure is OrderFigure.PAID
    y = np.array([one.paid if is_paid else one.margin for one in rows])
    squares = [one.paid_squares if is_paid else one.margin_squares for one in rows]
    n, none = np.array([one.customers for one in rows], dtype=float), np.zeros_like(y)
    return ArmSums(n=n, y=y, yy=np.array(squares), x=none, xx=none, xy=none)


def _mean(side: ArmSums) -> float:
    customers = float(side.n.sum())
    return float(side.y.sum()) / customers if customers else 0.0


def _customers(sides: Sequence[ArmTally]) -> int:
    return sum(one.customers for one in sides)


def _share(sides: Sequence[ArmTally], effect: OutreachEffect) -> float:
    customers = _customers(sides)
    return sum(one.with_effect.get(effect, 0) for one in sides) / customers if customers else 0.0


def _sums(sides: Sequence[ArmTally], shares: Sequence[int | None]) -> ArmSums:
    """Return the sums of one side, of shape (shares of the draw, effects): values are 0 or 1."""
    of_share = {one.held_percent: one for one in sides}
    n, y = np.zeros((2, len(shares), len(OutreachEffect)))
    for row, share in enumerate(shares):
        if share in of_share:
            one = of_share[share]
            n[row] = one.customers
            y[row] = [one.with_effect.get(effect, 0) for effect in OutreachEffect]
    none = np.zeros_like(y)
    return ArmSums(n=n, y=y, yy=y, x=none, xx=none, xy=none)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
